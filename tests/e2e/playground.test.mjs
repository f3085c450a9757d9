// The playground, as somebody who writes a form uses it: a slip is shown at its place, the form follows what is typed and keeps
// its answers, and the other views say what the core says. On the released files, under the strict policy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot, url } from './lib.mjs';
import { POLICY, ready, screen } from './pages.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const LOOKS = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 800 } };
const fixture = (name) => readFileSync(new URL(`../fixtures/import/${name}/source.json`, import.meta.url), 'utf8');

async function open(options = {}) {
  const page = await app.newPage('/playground/', options);
  const form = page.locator('tro-ly');
  await ready(form);
  await page.locator('#official option').first().waitFor({ state: 'attached' });
  return [page, form];
}

const value = (page) => page.locator('#text').inputValue();
const tab = (page, name) => page.locator(`#tab-${name}`).click();

/** Replaces a part of the text as typing would, and waits for what is said of it. */
async function edit(page, from, to) {
  const text = await value(page);
  assert.ok(text.includes(from), `no ${from}`);
  await page.locator('#text').fill(text.replace(from, () => to));
}

/** Takes one of the forms that are offered. */
async function take(page, path) {
  await page.locator('#start').selectOption(path);
  await page.locator('#open').click();
  await page.waitForFunction((id) => document.querySelector('#text').value.includes(`"id": "${id}"`), /[\d.]+\d(?=\.full)/.exec(path)[0]);
}

test('it is served under exactly the strict policy', async () => {
  const response = await fetch(`${url}/playground/`);
  assert.equal(response.headers.get('content-security-policy'), POLICY);
});

test('a slip is shown at its place, and once it is mended the form follows and keeps its answers', async () => {
  const [page, form] = await open({ viewport: LOOKS[1280] });
  await screen(form, 3);
  const name = form.locator('.field[data-path="applicant.name"] input');
  await name.fill('Nguyễn Thị Mẫu');
  await name.blur();

  await edit(page, '"type": "multiline"', '"type": "multline"');
  await page.locator('#state.error').waitFor();
  await tab(page, 'remarks');
  const remark = page.locator('#view-remarks .error button').first();
  assert.match(await remark.innerText(), /multline.*|multiline/s);
  const pointer = await remark.getAttribute('data-pointer');
  assert.equal(pointer, '/steps/0/sections/0/fields/2/type');
  await remark.click();
  const marked = await page.evaluate(() => {
    const area = document.querySelector('#text');
    const { selectionStart: from, selectionEnd: to, value } = area;
    return { focused: document.activeElement === area, text: value.slice(from, to), line: value.slice(0, from).split('\n').length };
  });
  assert.deepEqual([marked.focused, marked.text], [true, '"multline"']);
  assert.equal(await page.locator('#lines .error').innerText(), String(marked.line));
  assert.match(await page.locator('#here').innerText(), new RegExp(`^Dòng ${marked.line}\\. Lỗi: `));
  await axe(page);
  await shot(page, 'playground-error-1280');

  // The form that worked stays; a note says so
  await tab(page, 'form');
  assert.ok(await page.locator('#stale').isVisible());
  await tab(page, 'remarks');
  await page.locator('#view-remarks .instead').click();
  assert.ok((await value(page)).includes('"type": "multiline"'), 'what was meant is written by one click');
  await tab(page, 'form');
  await edit(page, '"vi": "Nội dung yêu cầu"', '"vi": "Điều mong muốn"');
  await form.getByText('Điều mong muốn').waitFor();
  assert.ok(await page.locator('#stale').isHidden());
  assert.equal(await form.locator('.troly').getAttribute('data-screen'), 'step', 'still on the same page of the form');
  assert.equal(await name.inputValue(), 'Nguyễn Thị Mẫu', 'what was typed stays, by the id of the box');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'text', 'and the caret is still in the editor');
  assertClean(page);
});

test('a wrong expression is marked from where it goes wrong', async () => {
  const [page] = await open();
  await edit(page, 'applicant.birthDate <= today()', 'applicant.birthDate <= todya()');
  await page.locator('#state.error').waitFor();
  await page.locator('#text').focus();
  await page.keyboard.press('F8');
  const marked = await page.evaluate(() => {
    const { selectionStart: from, selectionEnd: to, value } = document.querySelector('#text');
    return value.slice(from, to);
  });
  assert.match(marked, /^todya/);
  await edit(page, '"troly": 1,', '"troly": 1,,');
  await page.waitForFunction(() => document.querySelector('#lines .error')?.textContent === '2');
  assertClean(page);
});

test('an official form: schema, coverage, and a sample that the form takes without an error', async () => {
  const [page, form] = await open({ viewport: LOOKS[1280] });
  await take(page, '../procedures/1.001193.full.json');
  await form.getByText('Đăng ký khai sinh').first().waitFor();
  assert.equal(await page.locator('#back').count(), 1, 'the text before can be brought back');

  await tab(page, 'schema');
  const schema = async () => JSON.parse(await page.locator('#view-schema pre').innerText());
  const newest = await schema();
  assert.equal(newest.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.ok(newest.properties.mother.properties.name, 'data nest along the ids');
  await page.locator('#draft').selectOption('draft-07');
  assert.match((await schema()).$schema, /draft-07/);
  await axe(page);

  await tab(page, 'coverage');
  const [fills, of] = (await page.locator('.headline').innerText()).match(/\d+/g).map(Number);
  assert.ok(fills > 20 && fills < of, `${fills} of ${of}`);
  const shares = await page.locator('#view-coverage table').first().innerText();
  for (const word of ['Thẻ căn cước công dân', 'Thẻ căn cước', 'Mẹ']) assert.ok(shares.includes(word), word);
  await page.locator('#view-coverage').getByRole('button', { name: 'Họ, chữ đệm, tên' }).first().click();
  const at = await page.evaluate(() => {
    const { selectionStart: from, value } = document.querySelector('#text');
    return value.slice(from, from + 300);
  });
  assert.match(at, /^\{\s*"id": "\w+\.name"/);
  await axe(page);
  await shot(page, 'playground-coverage-1280');

  await tab(page, 'sample');
  await page.locator('#fill-in').waitFor();
  assert.ok(await page.locator('#view-sample .good').isVisible(), 'no rule is left');
  await axe(page);
  await shot(page, 'playground-sample-1280');
  await page.locator('#fill-in').click();
  await page.getByText('Đã điền hồ sơ mẫu vào tờ khai.').waitFor();
  await form.locator('[data-action=start]').click();
  const last = await form.locator('[data-action=screen]').last().getAttribute('data-to');
  await screen(form, Number(last));
  await form.locator('[data-action=submit]').click();

  // No error was left, so it was handed over, and the page got it
  const data = JSON.parse(await page.locator('#view-data pre').innerText());
  assert.match(data.mother.name, /\S+ \S+/);
  assert.equal(await page.locator('#tab-data').getAttribute('aria-selected'), 'true');
  await shot(page, 'playground-data-1280');
  assertClean(page);
});

test('a form of another builder is recognised when it is pasted, and taken over', async () => {
  const [page, form] = await open();
  await page.locator('#text').fill(fixture('formio-vietnamese'));
  await page.locator('#take').click();
  await page.waitForFunction(() => JSON.parse(document.querySelector('#text').value).troly === 1);
  await page.waitForFunction(() => !document.querySelector('#state').className.includes('error'));
  assert.match(await page.locator('#said').innerText(), /\d+ khóa giữ nguyên/);
  await ready(form);
  await page.locator('#said summary').click();
  assert.ok(await page.locator('#said li').count() > 0);
  await axe(page);
  await page.locator('#back').click();
  assert.equal(await value(page), fixture('formio-vietnamese'), 'and what was pasted can be brought back');
  assertClean(page);
});

test('files come in and go out, and nothing is kept unless asked for', async () => {
  const [page] = await open();
  const body = readFileSync(new URL('../fixtures/definitions/all-types.json', import.meta.url));
  await page.locator('#file').setInputFiles({ name: 'own.json', mimeType: 'application/json', buffer: body });
  await page.waitForFunction(() => document.querySelector('#text').value.includes('Mọi loại ô'));
  await page.locator('#state:not(.error)').waitFor();
  const saving = page.waitForEvent('download');
  await page.locator('#save').click();
  const saved = await saving;
  assert.deepEqual(readFileSync(await saved.path()), body, 'byte for byte');
  assert.equal(await page.evaluate(() => localStorage.length), 0);

  await page.locator('#keep').check();
  await edit(page, 'Mọi loại ô', 'Mọi loại ô của tôi');
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await page.waitForFunction(() => document.querySelector('#text').value.includes('Mọi loại ô của tôi'));
  await page.locator('#keep').uncheck();
  assert.equal(await page.evaluate(() => localStorage.length), 0);

  await page.locator('#file').setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0xff, 0xfe]) });
  await page.getByText('Không mở được tệp này.').waitFor();
  assertClean(page);
});

test('everything can be done with keys alone', async () => {
  const [page] = await open();
  const active = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
  // The editor is no trap: Tab leaves it
  await page.locator('#text').focus();
  await page.keyboard.press('Tab');
  assert.equal(await active(), 'tab-form');
  // Tabs: arrows, Home and End move and open; one stop for Tab
  for (const [key, name] of [['ArrowRight', 'remarks'], ['End', 'data'], ['ArrowRight', 'form'], ['ArrowLeft', 'data'], ['Home', 'form'], ['ArrowRight', 'remarks']]) {
    await page.keyboard.press(key);
    assert.equal(await active(), `tab-${name}`);
    assert.ok(await page.locator(`#view-${name}`).isVisible());
    assert.equal(await page.locator('[role=tabpanel]:visible').count(), 1);
  }
  await page.keyboard.press('Tab');
  assert.equal(await active(), 'view-remarks', 'then the panel');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  assert.equal(await active(), 'text');
  // Indenting without Tab; a new line stands under the last one; the browser undoes both
  const before = await value(page);
  await page.locator('#text').evaluate((area) => area.setSelectionRange(4, 4));
  await page.keyboard.press('Control+]');
  assert.ok((await value(page)).split('\n')[1].startsWith('    "troly"'));
  await page.keyboard.press('Control+[');
  assert.equal(await value(page), before);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"x": 1,');
  assert.equal((await value(page)).split('\n')[2], '  "x": 1,');
  for (let i = 0; i < 20 && (await value(page)) !== before; i++) await page.keyboard.press('Control+z');
  assert.equal(await value(page), before);
  assertClean(page);
});

test('in English, everything is', async () => {
  const [page, form] = await open();
  await page.locator('[data-lang=en]').click();
  await form.getByText('Name of the procedure').first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await tab(page, 'coverage');
  await page.getByText('boxes need no typing').waitFor();
  await tab(page, 'sample');
  await page.getByText('It keeps all rules.').waitFor();
  const vietnamese = await page.evaluate(() => [...document.querySelectorAll('main :not(textarea, pre, option, [data-lang])')]
    .filter((node) => node.childElementCount === 0 && node.checkVisibility() && !node.closest('tro-ly, .gutter'))
    .map((node) => node.textContent).filter((text) => /[ăâđêôơưạảấầẩậắặẹẻếềểệịọỏốồổộớờợụủứừửựỳ]/i.test(text)));
  assert.deepEqual(vietnamese.filter((text) => !/Trợ Lý/.test(text)), []);
  await axe(page);
  assertClean(page);
});

for (const [width, viewport] of Object.entries(LOOKS)) {
  test(`every view at ${width} px: accessible, and no wider than the screen`, async () => {
    const [page, form] = await open({ viewport });
    await take(page, '../procedures/1.001456.full.json');
    await form.getByText('hộ chiếu').first().waitFor();
    for (const name of ['form', 'remarks', 'coverage', 'sample', 'schema', 'data']) {
      await tab(page, name);
      if (name === 'sample') await page.locator('#fill-in').waitFor();
      await axe(page);
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(wide <= room, `${name} is ${wide} px wide in ${room}`);
      await shot(page, `playground-${name}-${width}`);
    }
    assertClean(page);
  });
}
