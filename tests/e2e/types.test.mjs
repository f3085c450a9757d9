// What is typed in each type of box, on a phone and on a desk, means what it says, to the data that are handed over. How each
// looks in each state: gallery.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, events, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const DEFINITION = readFileSync(new URL('../fixtures/definitions/all-types.json', import.meta.url), 'utf8');
const LOOKS = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 900 } };
const box = (form, path) => form.locator(`.field[data-path="${path}"]`);
const input = (form, path, nth = 0) => box(form, path).locator('input, textarea').nth(nth);

async function open(viewport, body = DEFINITION) {
  const html = `<main><h1>Thử</h1><tro-ly procedure="/test/own.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`;
  const page = await portal(app, html, { viewport, files: { 'own.json': { contentType: 'application/json', body } } });
  const form = page.locator('tro-ly');
  await ready(form);
  return [page, form];
}

/** Types into a box and leaves it. */
async function put(form, path, ...parts) {
  for (const [i, part] of parts.entries()) await input(form, path, i).fill(part);
  await input(form, path, parts.length - 1).blur();
}

const problem = async (form, path) => (await box(form, path).locator('.problem').first().innerText()).replace(/^\S*:\s*/, '');

for (const [name, viewport] of Object.entries(LOOKS)) {
  test(`all types of boxes at ${name} px`, async () => {
    const [page, form] = await open(viewport);
    await screen(form, 3);
    await box(form, 'text').waitFor();
    await axe(page);
    await shot(page, `types-empty-${name}`);

    // What cannot be right is said beside the box, and stays as it was typed
    await put(form, 'integer', 'hai');
    await put(form, 'number', '1,2,3');
    await put(form, 'money', 'nhiều');
    await put(form, 'dateTime', '31', '2', '2026', '25', '61');
    await put(form, 'taxCode', '0100047515');
    await put(form, 'plate', '??');
    for (const label of ['Một', 'Hai', 'Ba']) await box(form, 'choices').getByText(label, { exact: true }).click();
    await input(form, 'text').focus();
    for (const path of ['integer', 'number', 'money', 'dateTime', 'taxCode', 'plate', 'choices']) {
      assert.ok((await problem(form, path)).length > 10, path);
    }
    assert.match(await problem(form, 'choices'), /nhiều nhất 2/);
    assert.equal(await input(form, 'number').inputValue(), '1,2,3');
    assert.equal(await input(form, 'dateTime', 3).inputValue(), '25');
    await axe(page);
    await shot(page, `types-error-${name}`);

    await put(form, 'text', 'Chữ');
    await put(form, 'integer', '7');
    await put(form, 'number', '12.5');
    await put(form, 'money', '1500000 đ');
    await put(form, 'dateTime', '27', '11', '2026', '14', '5');
    await put(form, 'taxCode', '0100047516-001');
    await put(form, 'plate', '59N3-123.45');
    await box(form, 'choices').getByText('Hai', { exact: true }).click();
    // A province of the built-in list by its former name; a commune of it by a former name too, without accents
    const combo = (path) => box(form, path).locator('[role=combobox]');
    await combo('province').fill('binh duong');
    await box(form, 'province').getByRole('option', { name: 'Thành phố Hồ Chí Minh' }).click();
    await combo('commune').fill('ben nghe');
    const found = box(form, 'commune').getByRole('option');
    await found.first().waitFor();
    assert.match(await found.first().innerText(), /Phường Sài Gòn[^]*Thành phố Hồ Chí Minh[^]*Bến Nghé/);
    await axe(page);
    await shot(page, `types-communes-${name}`);
    await found.first().click();
    assert.equal(await combo('commune').inputValue(), 'Phường Sài Gòn, Thành phố Hồ Chí Minh');
    await combo('province').fill('ha noi');
    await box(form, 'province').getByRole('option', { name: 'Thành phố Hà Nội' }).click();
    await input(form, 'text').focus();
    assert.match(await problem(form, 'commune'), /không thuộc tỉnh/);
    await combo('province').fill('tphcm');
    await box(form, 'province').getByRole('option').first().click();
    await input(form, 'text').focus();
    for (const path of ['integer', 'number', 'money', 'dateTime', 'taxCode', 'plate', 'choices', 'province', 'commune']) {
      assert.equal(await box(form, path).locator('.problem').count(), 0, path);
    }
    assert.equal(await input(form, 'number').inputValue(), '12,5');
    assert.equal(await input(form, 'money').inputValue(), '1.500.000');
    assert.deepEqual([await input(form, 'dateTime', 3).inputValue(), await input(form, 'dateTime', 4).inputValue()], ['14', '05']);
    await axe(page);
    await shot(page, `types-filled-${name}`);

    // A table whose rows compute, a default, a lock
    await screen(form, 4);
    await form.locator('.group', { hasText: 'Danh mục' }).locator('[data-action=add-row]').click();
    const cell = (column) => form.locator(`.field[data-path^="items/"][data-path$="/${column}"]`);
    assert.equal(await cell('quantity').locator('input').inputValue(), '1', 'the default');
    await cell('what').locator('input').fill('Gạch');
    await cell('quantity').locator('input').fill('3');
    await cell('price').locator('input').fill('250.000');
    await cell('price').locator('input').blur();
    assert.equal(await cell('sum').locator('.input').innerText(), '750.000 đồng');
    assert.equal(await box(form, 'total').locator('.input').innerText(), '750.000 đồng');
    assert.equal(await input(form, 'currency').inputValue(), 'đồng');
    await box(form, 'closed').getByText('Có', { exact: true }).click();
    await box(form, 'currency').locator('.input.locked').waitFor();
    assert.equal(await box(form, 'currency').locator('input').count(), 0);
    await cell('price').locator('input').fill('2000000');
    await cell('price').locator('input').blur();
    await cell('price').locator('.problem').waitFor();
    await axe(page);
    await shot(page, `types-table-${name}`);
    await cell('price').locator('[data-action=fix]').click();
    assert.equal(await cell('price').locator('input').inputValue(), '1.000.000');
    await box(form, 'closed').getByText('Không', { exact: true }).click();
    await input(form, 'currency').waitFor();
    await form.locator('.tick input').check();

    // A card fills what it can: the proposed state
    await screen(form, 1);
    await scan(form, people.mother.qr);
    await form.getByText('Đã đọc thẻ của').waitFor();
    await screen(form, 2);
    await form.locator('[data-role=applicant] label', { hasText: people.mother.name }).click();
    await screen(form, 3);
    await form.locator('.field[data-path="name"][data-state=proposed]').waitFor();
    assert.deepEqual([await input(form, 'family').inputValue(), await input(form, 'forenames').inputValue()], ['Nguyễn', 'Thị Ánh Nguyệt']);
    await axe(page);
    await shot(page, `types-proposed-${name}`);

    // A warning does not block
    await input(form, 'text').fill('');
    await input(form, 'text').blur();
    await box(form, 'choices').locator('.problem.warning').waitFor();
    await shot(page, `types-warning-${name}`);
    await input(form, 'text').fill('Chữ');
    await screen(form, 5);
    await form.locator('[data-action=submit]').click();
    await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-submit'));
    const [{ data }] = await events(page, 'troly-submit');
    assert.deepEqual(
      [data.integer, data.number, data.money, data.dateTime, data.taxCode, data.plate, data.choices, data.total, data.currency],
      [7, 12.5, 1_500_000, '2026-11-27T14:05', '0100047516-001', '59N312345', ['a', 'c'], 3_000_000, 'đồng'],
    );
    assert.deepEqual([data.province, data.commune], ['79', '26740'], 'the codes');
    assert.match(await form.locator('.answers').first().innerText(), /Phường Sài Gòn, Thành phố Hồ Chí Minh/);
    assert.deepEqual(data.items, [{ what: 'Gạch', quantity: 3, price: 1_000_000, sum: 3_000_000 }]);
    await shot(page, `types-review-${name}`);
    assertClean(page);
  });
}

test('a draft of an earlier version: what has no box any more is shown, and kept', async () => {
  const [page, form] = await open(LOOKS[360]);
  const draft = {
    'troly-dossier': 1, definition: { id: '0.000001', version: '0' }, savedOn: '2026-11-01', data: {},
    answers: { text: { value: 'Chữ', state: 'edited' }, 'old.colour': { value: 'màu xanh', state: 'edited' } },
    rows: {}, casting: {}, people: [], records: [], choices: [],
  };
  assert.equal(await form.evaluate((element, d) => element.openDossier(d), draft), true);
  await screen(form, 5);
  await form.locator('.lost', { hasText: 'màu xanh' }).waitFor();
  await axe(page);
  await shot(page, 'types-lost-360');
  const [download] = await Promise.all([page.waitForEvent('download'), form.locator('[data-action=save]').click()]);
  const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
  assert.deepEqual([saved.lost, saved.data.text, saved.definition.version], [{ 'old.colour': 'màu xanh' }, 'Chữ', '1']);
  assertClean(page);
});

test('the name of a commune is looked up wherever its code is shown', async () => {
  // A box of the official form, so that it is printed
  const definition = JSON.parse(DEFINITION);
  for (const field of definition.steps[0].sections[0].fields) if (field.id === 'commune') field.box = 'xa_phuong';
  const [page, form] = await open(LOOKS[1280], JSON.stringify(definition));
  const answers = { province: { value: '79', state: 'edited' }, commune: { value: '26740', state: 'edited' } };
  const draft = {
    'troly-dossier': 1, definition: { id: '0.000001', version: '1' }, savedOn: '2026-11-01', data: {},
    answers, rows: {}, casting: {}, people: [], records: [], choices: [],
  };
  assert.equal(await form.evaluate((element, d) => element.openDossier(d), draft), true);
  await screen(form, 5);
  await form.locator('.answers', { hasText: 'Phường Sài Gòn, Thành phố Hồ Chí Minh' }).waitFor();
  await form.locator('[data-action=print-view]').click();
  await form.getByText('Phường Sài Gòn, Thành phố Hồ Chí Minh').first().waitFor();
  // Five digits that are no commune: an error, once the units are there.
  answers.commune.value = '99999';
  assert.equal(await form.evaluate((element, d) => element.openDossier(d), draft), true);
  await screen(form, 5);
  await screen(form, 3);
  await box(form, 'commune').locator('.problem').waitFor();
  assert.equal(await box(form, 'commune').locator('[role=combobox]').inputValue(), '99999');
  assertClean(page);
});

test('two columns on wide screens only, and a name with two readings is asked about', async () => {
  const [page, form] = await open(LOOKS[1280]);
  await screen(form, 1);
  await scan(form, people.mother.qr.replace(people.mother.name, 'Nguyễn Trần Bảo An'));
  await form.getByText('Đã đọc thẻ của').waitFor();
  await screen(form, 2);
  await form.locator('[data-role=applicant] label', { hasText: 'Nguyễn Trần Bảo An' }).click();
  await screen(form, 3);
  assert.equal(await input(form, 'family').inputValue(), '');
  const offered = box(form, 'family').locator('[data-action=accept]');
  assert.deepEqual(await offered.locator('.value').allInnerTexts(), ['Nguyễn', 'Nguyễn Trần']);
  await box(form, 'family').scrollIntoViewIfNeeded();
  await axe(page);
  await shot(page, 'types-name-parts-1280');
  await offered.nth(1).click();
  assert.equal(await input(form, 'family').inputValue(), 'Nguyễn Trần');
  const beside = async () => {
    const [a, b] = await Promise.all(['family', 'forenames'].map((path) => box(form, path).boundingBox()));
    return Math.abs(a.y - b.y) < 1;
  };
  assert.equal(await beside(), true);
  await page.setViewportSize({ width: 620, height: 900 });
  await page.setViewportSize({ width: 599, height: 900 });
  assert.equal(await beside(), false);
  assertClean(page);
});

test('what is wrong with a number is said with the character and why', async () => {
  const definition = JSON.parse(DEFINITION);
  const field = (id, type, kind) => ({ id, type, ...(kind && { kind }), label: { vi: 'Số', en: 'Number' }, help: { vi: 'Ô thử.', en: 'A box.' } });
  delete definition.roles;
  delete definition.rules;
  definition.steps = [{ id: 'one', title: { vi: 'Số', en: 'Numbers' }, sections: [{ id: 'one', title: { vi: 'Số', en: 'Numbers' }, fields: [
    field('citizen', 'citizen-id'), field('phone', 'phone'), field('mail', 'email'), field('tax', 'identifier', 'tax-code'),
    field('plate', 'identifier', 'plate'), field('dossier', 'identifier', 'dossier-code'), field('passport', 'identifier', 'passport')] }] }];
  const [page, form] = await open(LOOKS[1280], JSON.stringify(definition));
  await form.locator('[data-action=start]').click();
  await box(form, 'citizen').waitFor();
  for (const [path, typed, said] of [
    ['citizen', '079O90123456', /Ký tự thứ 4 \(“O”\) không phải chữ số\.[^]*Đổi thành 079090123456/],
    ['citizen', '79090123456', /có 11 chữ số; đúng ra phải có 12[^]*Đổi thành 079090123456/],
    ['phone', '0301234567', /đầu số này/],
    ['mail', 'an@@gmail.com', /“@” ở chỗ này \(ký tự thứ 4\)/],
    ['tax', '0100 047 515', /ký tự thứ 12\) là số kiểm tra/],
    ['plate', '59O-123.45', /Ký tự thứ 3 \(“O”\) không phải chữ cái của sê-ri/],
    ['dossier', 'H29.12-261301-0001', /từ ký tự thứ 8 là ngày nhận hồ sơ/],
    ['passport', 'C12345', /có 6 ch/],
  ]) {
    await put(form, path, typed);
    const text = await box(form, path).innerText();
    assert.match(text, said, `${path} ${typed}`);
    assert.doesNotMatch(text, /[{}]/);
  }
  assertClean(page);
});

test('a form about nobody asks for no papers', async () => {
  const definition = JSON.parse(DEFINITION);
  const text = (id) => ({ id, type: 'text', label: { vi: 'Ý kiến', en: 'Opinion' }, help: { vi: 'Ô thử.', en: 'A box.' }, required: true });
  delete definition.roles;
  delete definition.rules;
  definition.steps = [{ id: 'one', title: { vi: 'Góp ý', en: 'Opinion' }, sections: [
    { id: 'one', title: { vi: 'Góp ý', en: 'Opinion' }, fields: [text('opinion')] }] }];
  const [page, form] = await open(LOOKS[1280], JSON.stringify(definition));
  assert.equal(await form.locator('.promise-box').count(), 0, 'no promise about cards');
  await axe(page);
  await shot(page, 'types-nobody-overview-1280');
  await form.locator('[data-action=start]').click();
  await box(form, 'opinion').waitFor();
  assert.equal(await form.locator('[data-action=screen]').count(), 3, 'overview, the step, the review');
  assert.doesNotMatch(await form.innerText(), /Giấy tờ|Ai là ai/);
  await form.locator('[data-action=next]').click();
  await form.locator('#summary, .summary').first().waitFor();
  // From what is missing to its box, and from there on to the end
  await form.locator('[data-action=screen][data-to="1"]').click();
  await put(form, 'opinion', 'Tốt');
  await shot(page, 'types-nobody-1280');
  await screen(form, 2);
  await form.locator('[data-action=submit]').click();
  await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-submit'));
  const [{ data }] = await events(page, 'troly-submit');
  assert.deepEqual(data, { opinion: 'Tốt' });
  assertClean(page);
});
