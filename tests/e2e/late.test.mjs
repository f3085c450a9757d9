// What is not in the first load: it comes by itself after the form, nothing of it is seen half there, and where it does not
// come the form goes on and says so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch } from './lib.mjs';
import { SCRIPT, events, portal, ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const BIRTH = `procedure="/procedures/1.001193.json" today="${TODAY}"`;
const SCRIPT_FILE = /\/late-[0-9a-f]+\.js/;
const LATE = /troly-pages-.*\.css|late-pages-.*\.wasm|\/late-[0-9a-f]+\.js/;
const asked = (page, pattern) => page.watch.requests.filter((r) => pattern.test(r.url)).length;
/** A page without anything on it, to be filled when its routes are set. */
const empty = (options) => portal(app, `<main><h1>Thử</h1></main>${SCRIPT}`, options);
const add = (page, id) => page.evaluate(([html, name]) => {
  const form = document.createElement('tro-ly');
  for (const [, key, value] of html.matchAll(/(\w+)="(.*?)"/g)) form.setAttribute(key, value);
  form.id = name;
  document.querySelector('main').append(form);
}, [BIRTH, id]);
const border = (form) => form.locator('.drop').evaluate((node) => getComputedStyle(node).borderTopStyle);

/** Holds back what matches until the function that it gives is called. */
async function hold(page, pattern) {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(pattern, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test('nothing of the pages around the form is asked for before the form is there', async () => {
  const page = await empty();
  const release = await hold(page, /element-.*\.wasm/);
  await add(page, 'a');
  await page.locator('#a .skeleton').waitFor();
  await page.waitForTimeout(300);
  assert.equal(asked(page, LATE), 0);
  release();
  await ready(page.locator('#a'));
  await page.waitForLoadState('networkidle');
  assert.equal(asked(page, LATE), 3);
  assertClean(page);
});

test('a form that stands first in its page brings the reader of data, and the rest when somebody enters it', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly ${BIRTH} start="form"></tro-ly></main>${SCRIPT}`);
  const form = page.locator('tro-ly');
  await form.locator('[data-screen=step]').waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(asked(page, LATE), 0, 'who only reads the page loads no pages around the form');
  assert.equal(asked(page, /late-reader-.*\.wasm/), 1);
  assert.equal(await form.evaluate((e) => e.fillData({ applicant: { name: 'Trần Thị Bình' } })), true);
  await page.waitForLoadState('networkidle');
  assert.equal(asked(page, LATE), 0);
  const pages = page.waitForResponse(/late-pages-.*\.wasm/);
  await form.locator('.field input[type=text]').first().focus();
  await pages;
  assert.equal(asked(page, LATE), 3);
  await form.locator('[data-action=next]').last().click();
  assertClean(page);
});

test('no page is drawn before its style sheet is there; one fetch does for all elements, later ones too', async () => {
  const page = await empty();
  const release = await hold(page, /troly-pages-.*\.css/);
  for (const id of ['a', 'b']) await add(page, id);
  const [a, b, c] = ['#a', '#b', '#c'].map((id) => page.locator(id));
  await ready(a);
  await screen(a, 1);
  await a.locator('.page [role=status].lead').waitFor();
  await page.waitForTimeout(300);
  assert.equal(await a.locator('.drop').count(), 0, 'the page of the papers was drawn without its looks');
  release();
  await a.locator('.drop').waitFor();
  assert.equal(await border(a), 'dashed');
  await ready(b);
  await screen(b, 1);
  assert.equal(await border(b), 'dashed');
  await add(page, 'c');
  await ready(c);
  await screen(c, 1);
  assert.equal(await border(c), 'dashed');
  assert.equal(asked(page, /troly-pages-.*\.css/), 1);
  assertClean(page);
});

test('on paper the looks of the printed page are there: it is alone, and without its frame', async () => {
  const page = await empty();
  await add(page, 'a');
  const form = page.locator('#a');
  await ready(form);
  await screen(form, 1);
  await form.locator('[data-action=screen]').last().evaluate((node) => node.click());
  await form.locator('[data-action=print-view]').click();
  await form.locator('.print').waitFor();
  await page.emulateMedia({ media: 'print' });
  const shown = (selector) => form.locator(selector).first().evaluate((node) => getComputedStyle(node).display);
  assert.equal(await shown('.bar'), 'none');
  assert.equal(await shown('.page > .lead'), 'none');
  assert.equal(await form.locator('.print').evaluate((node) => getComputedStyle(node).borderTopWidth), '0px');
  assertClean(page);
});

for (const [what, pattern] of [['style sheet', /troly-pages-.*\.css/], ['code', /late-pages-.*\.wasm/], ['script', SCRIPT_FILE]]) {
  test(`the ${what} of the pages does not come: the form says so, goes on, and another try works`, async () => {
    const page = await empty();
    page.watch.expectedErrors.push(/troly-pages|late-|Failed to fetch|net::ERR_FAILED/);
    let broken = true;
    await page.route(pattern, (route) => (broken ? route.abort() : route.continue()));
    await add(page, 'a');
    const form = page.locator('#a');
    await ready(form);
    await screen(form, 1);
    await form.locator('[data-action=again]').waitFor();
    assert.ok((await events(page, 'troly-error')).every(({ code }) => code === 'load.fetch'));
    await screen(form, 3);
    const name = form.locator('[data-path="applicant.name"] input');
    await name.fill('TRẦN THỊ BÍCH');
    if (what === 'code') { // what was typed is not only there to be looked at
      const [download] = await Promise.all([page.waitForEvent('download'), form.locator('[data-action=save]').click()]);
      assert.equal(JSON.parse(readFileSync(await download.path(), 'utf8')).data.applicant.name, 'TRẦN THỊ BÍCH');
    }
    await screen(form, 1);
    broken = false;
    await form.locator('[data-action=again]').click();
    await form.locator('.drop').waitFor();
    assert.equal(await border(form), 'dashed');
    await screen(form, 3);
    assert.equal(await name.inputValue(), 'TRẦN THỊ BÍCH');
    assertClean(page);
  });
}

test('the network is gone after the form, and then the program stops: what was typed is in the draft, which waits for the network', async () => {
  const page = await empty();
  page.watch.expectedErrors.push(/late-|element-|Failed to fetch|net::ERR_FAILED|unreachable|RuntimeError/);
  let broken = true;
  await page.route(/late-(pages|reader)-.*\.wasm/, (route) => (broken ? route.abort() : route.continue()));
  await add(page, 'a');
  const form = page.locator('#a');
  await ready(form);
  await screen(form, 1);
  await form.locator('[data-action=again]').waitFor(); // the pages did not come
  await screen(form, 3);
  const name = form.locator('[data-path="applicant.name"] input');
  await name.fill('TRẦN THỊ BÍCH');
  await page.waitForTimeout(1200); // the draft is kept a second after the last change
  await page.evaluate(() => {
    const real = Node.prototype.insertBefore;
    Node.prototype.insertBefore = () => { Node.prototype.insertBefore = real; throw new Error('broken by the page'); };
  });
  await form.locator('[data-action=screen][data-to="4"]').click();
  await form.getByRole('heading', { name: 'Trợ lý đã dừng vì một lỗi của chương trình' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), form.getByRole('button', { name: 'Tải bản nháp về máy' }).click()]);
  const draft = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.equal(draft.data.applicant.name, 'TRẦN THỊ BÍCH');
  assert.equal(draft.answers['applicant.name'].state, 'edited');
  // Opening needs the reader: the draft waits for it.
  await form.getByRole('button', { name: 'Làm lại từ bản nháp' }).click();
  const again = form.getByRole('button', { name: 'Thử lại' });
  await again.waitFor();
  broken = false;
  await again.click();
  await ready(form);
  await screen(form, 3);
  assert.equal(await name.inputValue(), 'TRẦN THỊ BÍCH');
  const codes = (await events(page, 'troly-error')).map(({ code }) => code);
  assert.deepEqual([...new Set(codes)], ['load.fetch', 'panic', 'wasm.load']);
  assert.deepEqual(page.watch.pageErrors.filter((text) => !/^RuntimeError: unreachable/.test(text)), []);
  page.watch.pageErrors.length = 0; // the trap itself
  assertClean(page);
});

test('a style sheet that was changed on the way is refused', async () => {
  const page = await empty();
  page.watch.expectedErrors.push(/integrity|troly-pages/);
  await page.route(/troly-pages-.*\.css/, (route) => route.fulfill({ contentType: 'text/css', body: '.drop{border-style:dotted}' }));
  await add(page, 'a');
  const form = page.locator('#a');
  await ready(form);
  await screen(form, 1);
  await form.locator('[data-action=again]').waitFor();
  assert.equal((await events(page, 'troly-error')).at(0).code, 'load.fetch');
  assertClean(page);
});

test('neither the form nor the page that explains it comes: a word in both languages, and another try', async () => {
  const page = await empty();
  page.watch.expectedErrors.push(/element-|late-|net::ERR_FAILED/);
  let broken = true;
  for (const pattern of [/element-.*\.wasm/, SCRIPT_FILE]) await page.route(pattern, (route) => (broken ? route.abort() : route.continue()));
  await add(page, 'a');
  const form = page.locator('#a');
  await form.getByText('không chạy được').waitFor();
  await form.getByText('The form assistant cannot run.').waitFor();
  assert.deepEqual(await events(page, 'troly-error'), [{ code: 'wasm.load' }]);
  await axe(page);
  // The network is back for the explanation, not yet for the form
  await page.unroute(SCRIPT_FILE);
  await form.getByRole('button', { name: 'Try again' }).click();
  await form.getByText('Giấy tờ cần có').waitFor();
  broken = false;
  await form.getByRole('button', { name: 'Thử lại' }).click();
  await ready(form);
  assertClean(page);
});
