// A definition is served with its Vietnamese texts alone; whoever reads another language gets the complete one beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, launch } from './lib.mjs';
import { SCRIPT, events, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const source = readFileSync(new URL('../../procedures/1.001193.json', import.meta.url), 'utf8');
const { title, steps } = JSON.parse(source);
const field = steps.flatMap((step) => step.sections).flatMap((section) => section.fields).find((one) => one.id === 'child.name');
const NAME = '[data-path="child.name"]';

const open = (attributes, options) => portal(app, `<main><h1>Thử</h1><tro-ly today="${TODAY}" ${attributes}></tro-ly></main>${SCRIPT}`, options);
const speak = (page, lang) => page.evaluate((l) => { document.querySelector('tro-ly').lang = l; }, lang);
const asked = (page) => page.watch.requests.map((r) => r.url.match(/procedures\/(.*)$/)?.[1]).filter(Boolean);

test('Vietnamese fetches no other texts; another language keeps the page, the answers and where they came from', async () => {
  const page = await open('procedure="/procedures/1.001193.json"');
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 1);
  await scan(form, people.mother.qr);
  await form.getByText('Đã đọc thẻ của').waitFor();
  await screen(form, 2);
  await form.locator('[data-role=mother] label', { hasText: people.mother.name }).click();
  await screen(form, 4);
  await form.locator(`${NAME} input`).first().fill('LÊ MINH AN');
  const date = form.locator('[data-path="child.birthDate"]');
  for (const [i, part] of ['31', '2', '2026'].entries()) await date.locator('input').nth(i).fill(part);
  await form.locator(`${NAME} input`).first().focus();
  await date.locator('.problem').waitFor();
  const filled = await form.locator('[data-state=proposed]').count();
  assert.ok((await form.locator(NAME).innerText()).includes(field.label.vi));
  assert.deepEqual(asked(page), ['1.001193.json']);
  for (const [lang, text] of [['en', field.label.en], ['vi', field.label.vi], ['en', field.label.en]]) {
    await speak(page, lang);
    await form.locator(NAME, { hasText: text }).waitFor();
    assert.equal(await form.locator(`${NAME} input`).first().inputValue(), 'LÊ MINH AN');
    assert.equal(await form.locator('[data-state=proposed]').count(), filled);
    assert.equal(await date.locator('.problem').count(), 1, 'what was said about a box that was left');
  }
  await form.locator('[data-action=undo]').click();
  assert.equal(await date.locator('input').nth(2).inputValue(), '', 'the way back is still known');
  assert.deepEqual(asked(page), ['1.001193.json', '1.001193.en.json'], 'asked for once');
  assertClean(page);
});

test('English from the beginning', async () => {
  const page = await open('procedure="/procedures/1.001193.json" lang="en"');
  const form = page.locator('tro-ly');
  await form.getByRole('heading', { name: title.en }).waitFor();
  await screen(form, 4);
  await form.locator(NAME, { hasText: field.label.en }).waitFor();
  assertClean(page);
});

test('changed while the form is loading', async () => {
  const page = await open('procedure="/procedures/1.001193.json"');
  await speak(page, 'en');
  await page.locator('tro-ly').getByRole('heading', { name: title.en }).waitFor();
  assertClean(page);
});

test('texts that do not come: the page hears of it, the form goes on, the next try works', async () => {
  const page = await open('procedure="/procedures/1.001193.json"');
  page.watch.expectedErrors.push(/1\.001193\.en\.json|net::ERR_FAILED/);
  let broken = true;
  await page.route('**/1.001193.en.json', (route) => (broken ? route.abort() : route.continue()));
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 4);
  await form.locator(`${NAME} input`).first().fill('LÊ MINH AN');
  await speak(page, 'en');
  await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-error'));
  assert.deepEqual(await events(page, 'troly-error'), [{ code: 'definition.load' }]);
  assert.ok((await form.locator(NAME).innerText()).includes(field.label.vi));
  broken = false;
  await speak(page, 'vi');
  await speak(page, 'en');
  await form.locator(NAME, { hasText: field.label.en }).waitFor();
  assert.equal(await form.locator(`${NAME} input`).first().inputValue(), 'LÊ MINH AN');
  assertClean(page);
});

test("a definition of the page's own is used as it is, in all its languages", async () => {
  const page = await open('procedure="/test/own.json"', { files: { 'own.json': { contentType: 'application/json', body: source } } });
  const form = page.locator('tro-ly');
  await form.getByRole('heading', { name: title.vi }).waitFor();
  await speak(page, 'en');
  await form.getByRole('heading', { name: title.en }).waitFor();
  assert.deepEqual(page.watch.requests.filter((r) => r.url.endsWith('.json')).map((r) => new URL(r.url).pathname), ['/test/own.json']);
  assertClean(page);
});

test('published by another version: what its authors wrote is read instead', async () => {
  const page = await portal(app, '<main><h1>Thử</h1></main>' + SCRIPT);
  await page.route('**/procedures/1.001193.json', async (route) => {
    const text = await (await route.fetch()).text();
    await route.fulfill({ contentType: 'application/json', body: text.replace(/"packed":\d+/, '"packed":1') });
  });
  await page.evaluate((today) => {
    const form = document.createElement('tro-ly');
    form.setAttribute('procedure', '/procedures/1.001193.json');
    form.setAttribute('today', today);
    document.querySelector('main').append(form);
  }, TODAY);
  const form = page.locator('tro-ly');
  await form.getByRole('heading', { name: title.vi }).waitFor();
  await screen(form, 4);
  await form.locator(NAME).waitFor();
  assert.deepEqual(asked(page), ['1.001193.json', '1.001193.full.json']);
  assertClean(page);
});

test('a published definition that is damaged: said, with its code', async () => {
  const packed = { contentType: 'application/json', body: '{"packed":1,"strings":[],"body":"((("}' };
  const page = await open('procedure="/test/own.json"', { files: { 'own.json': packed } });
  await page.locator('tro-ly').getByText('definition.packed').waitFor();
  assert.deepEqual(await events(page, 'troly-error'), [{ code: 'definition.packed' }]);
  assertClean(page);
});

test('the code that reads what authors wrote does not come: said, and another try works', async () => {
  const page = await portal(app, '<main><h1>Thử</h1></main>' + SCRIPT, { files: { 'own.json': { contentType: 'application/json', body: source } } });
  page.watch.expectedErrors.push(/late-definition|Failed to fetch|net::ERR_FAILED/);
  let broken = true;
  await page.route(/late-definition-.*\.wasm/, (route) => (broken ? route.abort() : route.continue()));
  await page.evaluate(() => {
    const form = document.createElement('tro-ly');
    form.setAttribute('procedure', '/test/own.json');
    document.querySelector('main').append(form);
  });
  const form = page.locator('tro-ly');
  await form.getByText('wasm.load').waitFor();
  assert.deepEqual(await events(page, 'troly-error'), [{ code: 'wasm.load' }]);
  broken = false;
  await form.getByRole('button', { name: 'Thử lại' }).click();
  await form.getByRole('heading', { name: title.vi }).waitFor();
  assertClean(page);
});
