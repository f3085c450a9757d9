// The table tool, as somebody at a commune's office uses it: a table in, converted columns and a review list out. On the released
// files, under the strict policy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { rows, table } from './csv.mjs';
import { assertClean, axe, launch, shot, url } from './lib.mjs';
import { POLICY } from './pages.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const LOOKS = { 320: { width: 320, height: 640 }, 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 800 } };
const data = (name) => table(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8'));
const quote = (cell) => (/[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csv = (lines, comma = ',', end = '\r\n') => lines.map((cells) => cells.map(quote).join(comma)).join(end) + end;
const HEAD = ['STT', 'Họ và tên', 'Địa chỉ thường trú', 'Ghi chú'];
const SPLIT = 'Phường Cống Vị, Quận Ba Đình, Thành phố Hà Nội';
const CERTAIN = '12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM';

const open = (options = {}, path = '/address/') => app.newPage(path, { viewport: LOOKS[1280], ...options });

/** Chooses a file; `text` in UTF-8, or bytes. */
async function choose(page, text, name = 'bảng.csv') {
  const buffer = typeof text === 'string' ? Buffer.from(text) : text;
  await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer });
}
const opened = (page) => page.locator('#columns').waitFor();
const said = (page) => page.locator('#said');

async function convert(page) {
  await page.locator('#convert').click();
  await page.locator('#result').waitFor();
}

/** A table that is downloaded, as rows. */
async function saved(page, button, comma) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
  const text = readFileSync(await download.path(), 'utf8');
  assert.ok(text.startsWith('\uFEFF'), 'the mark that Excel wants');
  assert.ok(text.endsWith('\r\n'));
  return rows(text, comma);
}

/** What was promised: nothing is stored. */
async function storesNothing(page) {
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie, (await caches.keys()).length]);
  assert.deepEqual(kept, [0, 0, 0, '', 0]);
}

/** Ten thousand addresses of old units, each written in one of several ways, with what the law says of them. */
function many() {
  const units = data('units_old.csv').filter((u) => /^\d{5}$/.test(u.code));
  const edges = new Map(units.map((u) => [u.code, []]));
  for (const row of data('conversion.csv')) edges.get(row.old_code)?.push(row);
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  const WAYS = [
    (u, n) => `${n} Lê Lợi, ${u.full_name}, ${u.district}, ${u.province}`,
    (u, n) => `Số ${n}, ngõ 5, ${u.full_name} - ${u.district} - ${u.province}`,
    (u) => `${u.full_name}, ${u.district}, ${u.province}`.toUpperCase(),
    (u, n) => plain(`Thôn ${n}, ${u.full_name}, ${u.district}, ${u.province}`),
    (u, n) => `${n}/2 Trần Phú, ${u.full_name}, ${u.district}, ${u.province}`.normalize('NFD'),
  ];
  return Array.from({ length: 10_000 }, (_, i) => {
    const unit = units[(i * 7919) % units.length];
    const way = i % WAYS.length;
    return { unit, way, address: WAYS[way](unit, (i % 300) + 1), edges: edges.get(unit.code) };
  });
}

test('it is served under exactly the strict policy, and the application leads to it', async () => {
  const response = await fetch(`${url}/address/`);
  assert.equal(response.headers.get('content-security-policy'), POLICY);
  const page = await open({}, '/');
  await page.locator('footer a[href="address/"]').click();
  await page.locator('#drop').waitFor();
  assertClean(page);
});

test('ten thousand addresses: progress, the rows and the law, and no request meanwhile', async () => {
  const page = await open();
  const cases = many();
  await page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => window.seen.push(document.querySelector('#bar').value)).observe(document.querySelector('#count'), { childList: true, characterData: true, subtree: true });
  });
  await choose(page, csv([HEAD, ...cases.map(({ address }, i) => [String(i + 1), 'Người Mẫu', address, ''])]));
  await opened(page);
  assert.equal(await page.locator('#detail').inputValue(), '2', 'the column is found');
  assert.match(await said(page).innerText(), /10\.000 dòng, 4 cột/);
  const before = page.watch.requests.length;
  await convert(page);
  const seen = await page.evaluate(() => window.seen);
  assert.ok(new Set(seen.filter((n) => n > 0 && n < 10_000)).size >= 3, `progress: ${seen.slice(0, 20)}`);
  assert.deepEqual([...seen].sort((a, b) => a - b), seen, 'it only grows');
  assert.match(await page.locator('#state').innerText(), /Xong 10\.000 dòng\. Còn [\d.]+ địa chỉ cần người xem/);
  const [head, ...body] = await saved(page, '#save');
  assert.equal(page.watch.requests.filter((r) => !r.url.startsWith('blob:')).length, before, 'nothing was asked of anybody');
  assert.deepEqual(head.slice(0, 5), [...HEAD, 'Trạng thái']);
  assert.equal(body.length, cases.length);
  let sure = 0;
  for (const [i, { address, way, edges }] of cases.entries()) {
    const [, , , , , code, line, , commune, , province, , , law, candidates] = body[i];
    assert.equal(body[i][2], address, 'the own columns are as they were');
    const right = edges.filter((e) => e.population !== 'none').map((e) => e.new_code);
    if (code === 'certain') {
      sure += 1;
      const expected = edges.find((e) => e.population === 'all')?.new_code;
      assert.equal(commune, right.length === 1 ? right[0] : expected, address);
      assert.ok(line && province && law, address);
    } else {
      assert.ok(!line || code === 'already_new', `${address}: nothing is guessed`);
    }
    // Written in full, a unit is known beyond doubt
    if (way < 2 && right.length > 1 && code === 'candidates') for (const one of right) assert.ok(candidates.includes(one), address);
    if (way < 2) assert.ok(['certain', 'candidates', 'already_new'].includes(code), `${address}: ${code}`);
  }
  assert.ok(sure > 8_000, `only ${sure} are certain`);
  const sample = await page.locator('#sample tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(sample, body.slice(0, 8).map((row) => [row[2].normalize('NFC'), row[4], row[6] || '—']), 'the first rows are shown');
  const review = await saved(page, '#save-review');
  const stillOpen = await page.locator('#left').innerText();
  assert.match(stillOpen, new RegExp(`^Còn ${(review.length - 1).toLocaleString('vi-VN')} trên`));
  await storesNothing(page);
  await axe(page);
  assertClean(page);
});

test('it can be stopped, and begun again', async () => {
  const page = await open();
  await choose(page, csv([HEAD, ...many().map(({ address }, i) => [String(i), '', address, ''])]));
  await opened(page);
  await page.evaluate(() => {
    const stop = new MutationObserver(() => {
      if (document.querySelector('#bar').value === 0) return;
      stop.disconnect();
      document.querySelector('#stop').click();
    });
    stop.observe(document.querySelector('#count'), { childList: true, characterData: true, subtree: true });
  });
  await page.locator('#convert').click();
  await page.locator('#state', { hasText: 'Đã dừng' }).waitFor();
  assert.ok(await page.locator('#result').isHidden());
  assert.ok(await page.locator('#busy').isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.id), 'convert');
  await convert(page);
  assert.match(await page.locator('#state').innerText(), /Xong 10\.000 dòng/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'result-title');
  assertClean(page);
});

const REVIEW = [
  HEAD,
  ['1', 'Lê An', `Ngõ 5, ${SPLIT}`, '=1+1'], ['2', 'Lê Bình', `Ngõ 6, ${SPLIT}`, '+84 901 234 567'], ['3', 'Lê Chi', `Ngõ 5, ${SPLIT}`, '@x'],
  ['4', 'Lê Dung', `Ngõ 7, ${SPLIT}`, ''], ['5', 'Lê Em', 'không ở đâu cả', ''], ['6', 'Lê Giang', CERTAIN, ''], ['7', 'Lê Hà', '', ''], ['8', 'Lê Kim', 'Quận Ba Đình, Hà Nội', ''],
];

test('what a person picks holds for the same address, is offered for its neighbours, and is in the download', async () => {
  const page = await open();
  await choose(page, csv(REVIEW));
  await opened(page);
  await convert(page);
  assert.match(await page.locator('#left').innerText(), /^Còn 5 trên 5/);
  const group = page.locator('.group', { hasText: SPLIT });
  assert.match(await group.locator('h3').innerText(), /^Phường Cống Vị.*Cần người chọn$/);
  assert.match(await group.innerText(), /3 địa chỉ, 4 dòng/);
  const select = group.locator('.items select');
  const options = await select.first().locator('option').allInnerTexts();
  assert.equal(options[0], 'Chưa chọn');
  assert.match(options[1], /\(phỏng đoán không chính thức\)$/);
  assert.equal(options.filter((o) => o.includes('phỏng đoán')).length, 1);
  assert.equal(await select.first().inputValue(), '', 'nothing is chosen beforehand');

  await select.first().focus();
  await select.first().selectOption({ index: 2 });
  await group.locator('.decided').waitFor();
  const line = options[2];
  assert.equal(await group.locator('.decided b').innerText(), `Đã chọn: ${line}`);
  assert.equal(await page.locator('#picked').textContent(), `Đã chọn ${line}.`);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Bỏ chọn/, 'the keyboard stays there');
  assert.match(await page.locator('#left').innerText(), /^Còn 4 trên 5/);
  // Remembered for the next of the same unit, at one click, and not before it
  await group.getByRole('button', { name: `Như lần trước: ${line}` }).first().click();
  await group.locator('.decided').nth(1).waitFor();
  assert.equal(await group.locator('select').count(), 2, 'the third is still open, and the one for all');
  await axe(page);
  await shot(page, 'table-review-1280');
  await group.locator('.all select').selectOption({ index: 1 });
  assert.equal(await group.locator('.decided').count(), 2, 'for all only by its button');
  await group.getByRole('button', { name: 'Dùng cho tất cả' }).click();
  await group.locator('.decided').nth(2).waitFor();
  await group.getByRole('button', { name: 'Bỏ chọn' }).nth(1).click();
  await group.locator('.decided').nth(2).waitFor({ state: 'detached' });
  assert.equal(await group.locator('.decided').count(), 2);

  // Not recognised: by searching, by an old name too
  const lost = page.locator('.group', { hasText: 'Không nhận ra' });
  await lost.locator('input[type=search]').fill('ben nghe');
  await lost.getByRole('button', { name: 'Chọn Phường Sài Gòn, Thành phố Hồ Chí Minh' }).click();
  await lost.locator('.decided').waitFor();
  const place = page.locator('.group', { hasText: 'Chỉ biết tỉnh' });
  await place.locator('.items select').selectOption('other');
  await place.locator('input[type=search]').fill('dong da');
  await place.getByRole('button', { name: /Chọn Phường Đống Đa, Thành phố Hà Nội/ }).click();
  await place.locator('.decided').waitFor();

  const [, ...body] = await saved(page, '#save');
  const code = (i) => body[i][5];
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(code), ['picked', 'candidates', 'picked', 'picked', 'picked', 'certain', 'empty', 'picked']);
  assert.equal(body[0][6], `Ngõ 5, ${line}`);
  assert.equal(body[2][6], body[0][6], 'the same address, the same commune');
  assert.equal(body[4][8], '26740');
  assert.deepEqual(body.slice(0, 3).map((row) => row[3]), ["'=1+1", '+84 901 234 567', "'@x"]);
  assert.match(await page.locator('#saved').innerText(), /2 ô bắt đầu bằng dấu/);
  const review = await saved(page, '#save-review');
  assert.deepEqual(review.map((row) => row[0]), ['Dòng', '2']);

  // Converted again, for the same subject, it is still known
  await convert(page);
  assert.match(await page.locator('#left').innerText(), /^Còn 1 trên 5/);
  await page.locator('[name=subject][value=land]').check();
  await convert(page);
  assert.match(await page.locator('#left').innerText(), /^Còn 5 trên 5/, 'land may have gone another way');
  await storesNothing(page);
  assertClean(page);
});

test('by keyboard alone, from the pasted table to the pick', async () => {
  const page = await open();
  const to = async (selector) => {
    for (let i = 0; i < 60; i++) {
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  await to('.skip');
  await page.keyboard.press('Enter');
  await to('.card summary');
  await page.keyboard.press('Enter');
  await to('#pasted');
  await page.keyboard.insertText(`Ngõ 5, ${SPLIT}\nNgõ 6, ${SPLIT}\n${CERTAIN}`);
  await to('#take');
  await page.keyboard.press('Enter');
  await opened(page);
  assert.match(await said(page).innerText(), /3 dòng, 1 cột/);
  await to('#convert');
  await page.keyboard.press('Enter');
  await page.locator('#result').waitFor();
  await to('.items select');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.locator('.decided').count(), 0, 'on the way nothing is decided');
  await page.keyboard.press('Tab');
  await page.locator('.decided').waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.closest('.group') !== null), 'it goes on from there');
  const picked = await page.locator('.decided b').innerText();
  await to('[data-key^=last-]');
  await page.keyboard.press('Enter');
  await page.locator('.decided').nth(1).waitFor();
  assert.deepEqual(await page.locator('.decided b').allInnerTexts(), [picked, picked]);
  assert.equal(await page.locator('#left').innerText(), 'Mọi địa chỉ đã được xem.');
  assertClean(page);
});

test('whatever a spreadsheet wrote: encodings, separators, line ends, with or without names', async () => {
  const page = await open();
  const lines = [HEAD, ['1', 'Lê An', CERTAIN, 'ghi\nchú'], ['2', 'Lê "B"', `Ngõ 6, ${SPLIT}`, '']];
  const text = csv(lines);
  const utf16 = (swap, mark) => {
    const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
    return swap ? bytes.swap16() : bytes;
  };
  for (const [what, file, comma = ','] of [
    ['UTF-8', text], ['its mark', `\uFEFF${text}`], ['UTF-16 LE', utf16(false, true)], ['UTF-16 BE', utf16(true, true)], ['UTF-16 LE without a mark', utf16(false, false)],
    ['UTF-16 BE without a mark', utf16(true, false)], ['semicolons', csv(lines, ';', '\n'), ';'], ['tabs', csv(lines, '\t'), '\t'], ['old line ends', csv(lines.map((l) => l.map((c) => c.replace('\n', ' '))), ',', '\r')],
  ]) {
    await choose(page, file);
    await page.locator('#said', { hasText: 'Đã mở bảng' }).waitFor();
    assert.match(await said(page).innerText(), /2 dòng, 4 cột/, what);
    assert.equal(await page.locator('#detail').inputValue(), '2', what);
    assert.equal(await page.locator('#delimiter').inputValue(), comma, what);
    await page.locator('#preview li').nth(1).waitFor();
    await convert(page);
    const body = await saved(page, '#save', comma);
    assert.deepEqual(body.map((row) => row[5]), ['Mã trạng thái', 'certain', 'candidates'], what);
    assert.equal(body[2][1], 'Lê "B"', what);
  }
  // What older programs wrote: letters without their marks before them
  const old = Buffer.from('d\xeca chi\r\nxa\r\n', 'latin1');
  await choose(page, old);
  await page.locator('#said', { hasText: 'Windows-1258' }).waitFor();
  // No names, and then told that the first row has them
  await choose(page, csv(lines.slice(1)));
  await page.locator('#said', { hasText: '2 dòng, 4 cột' }).waitFor();
  assert.ok(!(await page.locator('#header').isChecked()));
  await page.locator('details', { has: page.locator('#header') }).locator('summary').click();
  await page.locator('#header').check();
  await page.locator('#said', { hasText: '1 dòng, 4 cột' }).waitFor();
  // Parts in columns of their own, by their names
  await choose(page, csv([['Số nhà', 'Phường/Xã', 'Quận/Huyện', 'Tỉnh/TP'], ['12 Nguyễn Huệ', 'Bến Nghé', '1', 'TP HCM']]));
  await page.locator('#preview', { hasText: '12 Nguyễn Huệ, Bến Nghé, Quận 1, TP HCM' }).waitFor();
  assert.deepEqual(await Promise.all(['detail', 'commune', 'district', 'province'].map((id) => page.locator(`#${id}`).inputValue())), ['0', '1', '2', '3']);
  await page.locator('#commune').selectOption('-1');
  await page.locator('#preview', { hasText: '12 Nguyễn Huệ, Quận 1, TP HCM' }).waitFor();
  await page.locator('#commune').selectOption('1');
  await convert(page);
  assert.equal((await saved(page, '#save'))[1][8], '26740');
  assertClean(page);
});

test('hostile and hopeless files are refused with a reason, or read as well as they can be', async () => {
  const page = await open();
  for (const [file, reason] of [
    ['', /Không có gì trong bảng/], ['\n\n \n', /Không có gì trong bảng/], [Buffer.from('PK\x03\x04xl/workbook'), /tệp Excel/],
    [Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 97) % 256)), /không phải là bảng dạng chữ/], [`a${',b'.repeat(600)}\n`, /quá nhiều cột/], ['a\n'.repeat(300_100), /Bảng quá dài/],
  ]) {
    await choose(page, file);
    await page.locator('#said .error').filter({ hasText: reason }).waitFor();
    assert.ok(await page.locator('#columns').isHidden());
  }
  // A hundred megabytes are not even read
  const files = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    const file = new File([new Uint8Array(100 * 1024 * 1024)], 'x.csv');
    file.arrayBuffer = () => { window.wasRead = true; return Promise.reject(new Error('read')); };
    transfer.items.add(file);
    return transfer;
  });
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer: files });
  await page.locator('#said .error', { hasText: 'tối đa 30 MB' }).waitFor();
  assert.equal(await page.evaluate(() => window.wasRead), undefined);

  const torn = `${HEAD.join(',')}\n1,An,"Ngõ 5, ${SPLIT}\n${Array.from({ length: 50 }, (_, i) => `${i + 2},An,"${CERTAIN}",`).join('\n')}\n`;
  await choose(page, torn);
  await page.locator('#said', { hasText: 'ngoặc kép' }).waitFor();
  assert.match(await said(page).innerText(), /51 dòng/);
  await choose(page, csv([HEAD, ['1', '=cmd|\' /C calc\'!A0', `=HYPERLINK("http://x"), ${SPLIT}`, '\t=1'], ['2', '-2+3', CERTAIN, '＝1']]));
  await page.locator('#said', { hasText: '2 dòng' }).waitFor();
  await convert(page);
  const body = await saved(page, '#save');
  for (const cell of body.flat()) assert.doesNotMatch(cell, /^[=@\t\r＝]|^[-+].*[^\d .,()-]/);
  assert.equal(body[1][1], '\'=cmd|\' /C calc\'!A0');
  assert.equal(body[2][1], "'-2+3", 'a sum is a formula too');
  // Text that looks like markup is text
  await choose(page, csv([HEAD, ['1', '', `<img src=x onerror=alert(1)>, ${SPLIT}`, '']]));
  await page.locator('#preview li', { hasText: '<img' }).waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  assertClean(page);
});

test('a part that does not arrive is said, and tried again', async () => {
  const page = await app.newPage(null, { viewport: LOOKS[360] });
  page.watch.expectedErrors.push(/table-.*\.wasm|ERR_FAILED/);
  let fail = true;
  await page.route('**/table-*.wasm', (route) => (fail ? route.abort() : route.continue()));
  await page.goto('/address/');
  await choose(page, csv(REVIEW));
  await page.locator('#said .error', { hasText: 'kết nối mạng' }).waitFor();
  fail = false;
  await choose(page, csv(REVIEW));
  await opened(page);
  await convert(page);
  assertClean(page);
});

test('a module that breaks down takes nothing with it but the table', async () => {
  const page = await app.newPage(null, { viewport: LOOKS[360] });
  let broken = true;
  await page.route(/table-[0-9a-f]+\.js$/, (route) => (broken
    ? route.fulfill({ contentType: 'text/javascript', body: "export default async () => {}; export class Work { open() { throw new WebAssembly.RuntimeError('unreachable'); } }" })
    : route.continue()));
  await page.goto('/address/');
  await choose(page, csv(REVIEW));
  await page.locator('#said .error', { hasText: 'Hãy chọn lại bảng' }).waitFor();
  assert.ok(await page.locator('#columns').isHidden());
  broken = false;
  await choose(page, csv(REVIEW));
  await opened(page);
  await convert(page);
  assertClean(page);
});

for (const [name, viewport] of Object.entries(LOOKS)) {
  test(`it fits and is accessible at ${name} px, in both languages`, async () => {
    const page = await open({ viewport });
    const fits = async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no scrolling sideways');
    await axe(page);
    await fits();
    await shot(page, `table-start-${name}`);
    await choose(page, csv(REVIEW));
    await page.locator('#preview li').nth(2).waitFor();
    await axe(page);
    await fits();
    await shot(page, `table-columns-${name}`);
    await convert(page);
    await page.locator('.items select').first().selectOption({ index: 1 });
    await page.locator('.decided').waitFor();
    await page.locator('.group', { hasText: 'Không nhận ra' }).locator('input[type=search]').fill('sai gon');
    await page.locator('.hits button').first().waitFor();
    await axe(page);
    await fits();
    await shot(page, `table-result-${name}`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('h1', { hasText: 'Convert old addresses' }).waitFor();
    await page.locator('.group .why', { hasText: 'was divided among' }).waitFor();
    await page.locator('.decided b', { hasText: 'Picked: ' }).waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /Đã chọn|Chưa chọn|dòng|Tìm/);
    await axe(page);
    const [head] = await saved(page, '#save');
    assert.equal(head[4], 'Status');
    assertClean(page);
  });
}

test('at 200 % and in forced colours nothing is lost', async () => {
  for (const [name, options] of [['zoom', { zoom: 2, viewport: { width: 1280, height: 1024 } }], ['forced', { context: { forcedColors: 'active' } }]]) {
    const page = await open(options);
    await choose(page, csv(REVIEW));
    await opened(page);
    await convert(page);
    await page.locator('.group').first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await axe(page);
    await shot(page, `table-${name}`);
    assertClean(page);
  }
});
