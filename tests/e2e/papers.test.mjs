// Papers by every means: machine-readable lines, land certificates, pasted messages, credentials of wallets, papers typed in by
// their short forms, earlier dossiers; and text that is none of these, or hostile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, events, portal, ready, scan, screen } from './pages.mjs';
import people from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

/** The day of the credentials' fixtures. */
const TODAY = '2026-11-27';
const VIEWS = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 900 } };
const fixture = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
const credential = (name) => JSON.parse(fixture(`sd-jwt/${name}.json`)).text;

const ZONE = 'IDVNM1940000215079194000021<<5\n9401150F3401158VNM<<<<<<<<<<<6\nNGUYEN<<THI<MAU<<<<<<<<<<<<<<<';
const LAND = 'Người sử dụng đất: Bà Nguyễn Thị Mẫu|Số định danh cá nhân: 079194000021|Thửa đất số: 25|Tờ bản đồ số: 7|Diện tích: 80,5 m2';
const MESSAGE = `Chào anh, em gửi thông tin làm giấy khai sinh cho bé ạ.
Tôi là Nguyễn Văn Hùng, sinh ngày 12/03/1985, CCCD 079085000012, điện thoại 0912 345 678.
Vợ tôi là Trần Thị Bích Ngọc, sinh ngày 20/10/1988, số CCCD 079188000019.
Địa chỉ: 12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh
Chuyển khoản 450.000 đồng vào tài khoản 0071000123456 giúp em.`;

async function papers(options = {}) {
  const { attributes = '', ...rest } = options;
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}" ${attributes}></tro-ly></main>${SCRIPT}`, rest);
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 1);
  await form.locator('.drop').waitFor();
  return [page, form];
}

const cards = (form) => form.locator('.id-card');
const said = (form) => form.locator('.jobs .job').last();
const way = (form) => form.locator('.way');

/** Ctrl+V on the page of the papers, not in a box. */
const paste = (form, text) => form.locator('.records').evaluate((node, t) => {
  const data = new DataTransfer();
  data.setData('text/plain', t);
  node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
}, text);

async function words(form, text) {
  const area = form.locator('#words');
  if (!(await area.isVisible())) await form.locator('details.words summary').click();
  await area.fill(text);
  await form.locator('[data-action=find-words]').click();
}

test('machine-readable lines, a land certificate and a text that is nothing: one way takes them all and says what each was', async () => {
  const [page, form] = await papers();
  await paste(form, ZONE);
  await cards(form).first().waitFor();
  let text = await said(form).innerText();
  assert.ok(text.includes('Dòng máy đọc trên thẻ') && text.includes('không có dấu'), text);
  assert.ok(!(await cards(form).first().innerText()).toUpperCase().includes('MAU'), 'no name without accents');

  await scan(form, LAND);
  await cards(form).nth(1).waitFor();
  text = await said(form).innerText();
  assert.ok(text.includes('Giấy chứng nhận quyền sử dụng đất') && text.includes('Nguyễn Thị Mẫu'), text);
  await scan(form, LAND);
  await form.getByText('này đã có rồi').waitFor();

  for (const [wrong, part] of [
    [ZONE.replace('9401150', '9401151'), 'số kiểm tra'],
    [ZONE.slice(0, 70), '2 dòng 44 ký tự'],
    ['https://vneid.gov.vn/abc', 'không mở'],
    ['{"troly-record": 9}', 'phiên bản mới hơn'],
    ['{"a": 1}', 'không phải giấy tờ'],
    [people.mother.qr.split('|').slice(0, 4).join('|'), 'chỉ có 4 phần'],
  ]) {
    await paste(form, wrong);
    await form.locator('.job.bad').getByText(part).waitFor();
    await form.locator('.job.bad [data-action=dismiss]').click();
  }
  await paste(form, 'x '.repeat(600_000));
  await form.locator('.job.bad').getByText('dài quá').waitFor();
  assert.equal(await cards(form).count(), 2);
  assertClean(page);
  await page.close();
});

test('a pasted message: everything found is shown with its place, nothing is taken that was not ticked, all of it by keyboard', async () => {
  for (const [name, viewport] of Object.entries(VIEWS)) {
    const [page, form] = await papers({ viewport });
    await form.locator('details.words summary').focus();
    await page.keyboard.press('Enter');
    await form.locator('#words').focus();
    await page.keyboard.insertText(MESSAGE);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await way(form).locator('.found').first().waitFor();
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement.id), 'way-title', 'the focus is where it goes on');

    const marks = await way(form).locator('mark').allInnerTexts();
    for (const part of ['Nguyễn Văn Hùng', '12/03/1985', '079085000012', '0912 345 678', 'Trần Thị Bích Ngọc', '20/10/1988']) {
      assert.ok(marks.some((mark) => mark.includes(part)), `${part} in ${marks.join(' · ')}`);
    }
    assert.ok(!marks.some((mark) => mark.includes('0071000123456')), 'an account is no paper');
    assert.equal(await way(form).locator('.found').count(), 2);
    assert.equal(await way(form).locator('input:checked').count(), 0, 'nothing is ticked for the citizen');
    assert.equal(await way(form).locator('[data-action=take-ticked]').isDisabled(), true);
    await axe(page);

    // Her: all that is certain, but for the number; him: the name and the number
    await way(form).locator('[data-action=tick-all]').nth(1).focus();
    await page.keyboard.press('Enter');
    const her = way(form).locator('.found').nth(1);
    await her.locator('[data-what="person.id.number"] input').focus();
    await page.keyboard.press('Space');
    const him = way(form).locator('.found').first();
    for (const what of ['person.name', 'person.id.number']) {
      await him.locator(`[data-what="${what}"] input`).focus();
      await page.keyboard.press('Space');
    }
    await her.locator('[data-what=relation] input').focus();
    await page.keyboard.press('Space');
    await her.locator('.of-whom select').selectOption({ label: 'Nguyễn Văn Hùng' });
    await shot(page, `papers-paste-${name}`);
    await axe(page);
    await way(form).locator('[data-action=take-ticked]').focus();
    await page.keyboard.press('Enter');
    await cards(form).first().waitFor();
    assert.equal(await way(form).count(), 0);
    const card = await cards(form).first().innerText();
    for (const part of ['Tin nhắn, thư đã dán', 'Nguyễn Văn Hùng', 'Trần Thị Bích Ngọc']) assert.ok(card.includes(part), `${part} in ${card}`);

    // Only what was ticked is in the dossier
    const [download] = await Promise.all([page.waitForEvent('download'), form.locator('[data-action=save]').click()]);
    const dossier = readFileSync(await download.path(), 'utf8');
    assert.ok(dossier.includes('079085000012') && dossier.includes('Bích Ngọc'));
    for (const not of ['079188000019', '0912', 'Chào anh', '0071000123456']) assert.ok(!dossier.includes(not), `${not} was not ticked`);
    const record = JSON.parse(JSON.parse(dossier).records[0].raw);
    assert.deepEqual([record.kind, record.people.length], ['pasted', 2]);
    assert.deepEqual(record.people.find((p) => p.is)?.is, { spouse: 'person-1' });
    assert.match(record.people[0].attributes['person.name'].part, /^text\/2\/\d+$/);

    await cards(form).first().locator('.used, .quiet').first().waitFor();
    await form.locator('[data-action=next]').click();
    await form.locator('[data-role=father]').getByText('Nguyễn Văn Hùng').first().click();
    await form.locator('[data-role=mother] [data-action=cast-proposed]').click();
    await form.locator('[data-action=back]').click();
    const used = cards(form).first().locator('details.used');
    await used.locator('summary').click();
    const where = await used.innerText();
    for (const part of ['Cha', 'Mẹ']) assert.ok(where.includes(part), `${part} in ${where}`);
    await shot(page, `papers-used-${name}`);
    await axe(page);
    assertClean(page);
    await page.close();
  }
});

test('a pasted text that is long, hostile or empty harms nothing, and 10 KB are looked through without a long task', async () => {
  const [page, form] = await papers();
  await words(form, '   ');
  await form.locator('.job.bad').getByText('Chưa có gì để đọc').waitFor();
  await words(form, 'Hôm nay trời đẹp quá, mai mình đi chơi nhé bạn ơi.');
  await way(form).getByText('Không thấy').waitFor();
  await way(form).locator('[data-action=way-close]').click();

  const hostile = 'Họ tên: \u202ENguyễn\u200B Văn\u2066 An\nSố CCCD: 079190000017\n<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\n"\'`{name}';
  await words(form, hostile);
  await way(form).locator('.pasted').waitFor();
  assert.equal(await way(form).locator('img, script').count(), 0);
  const shown = await way(form).locator('.pasted').innerText();
  assert.ok(shown.includes('<img src=x') && shown.includes('{name}'), shown);
  assert.ok(!/[\u202A-\u202E\u2066-\u2069\u200B]/.test(await way(form).innerText()), 'nothing that turns the text is drawn');
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await shot(page, 'papers-hostile');
  await way(form).locator('[data-action=way-close]').click();

  await words(form, `${MESSAGE}\n`.repeat(100));
  await way(form).getByText('dài quá').waitFor();
  await way(form).locator('[data-action=way-close]').click();

  // Of sixty people fifteen are drawn at a time. The code is there: what is measured is the work alone
  const NAMES = ['Hùng', 'An', 'Bình', 'Cường', 'Dũng', 'Giang', 'Hải', 'Khoa'];
  const FAMILIES = ['Nguyễn Văn', 'Lê Văn', 'Phạm Minh', 'Hoàng Anh'];
  const one = (_, i) => MESSAGE.replace('Nguyễn Văn Hùng', `${FAMILIES[i >> 3]} ${NAMES[i % 8]}`);
  const long = Array.from({ length: 32 }, one).join('\n').slice(0, 10_000);
  await form.locator('#words').fill(long);
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: 'longtask' });
  });
  await form.locator('[data-action=find-words]').click();
  await way(form).locator('.found').first().waitFor();
  assert.equal(await way(form).locator('.found').count(), 15);
  await way(form).locator('[data-action=more-people]').click();
  await way(form).locator('.found').nth(15).waitFor();
  console.log(`papers: long tasks after 10 KB of text: ${JSON.stringify(await page.evaluate(() => new Promise((r) => setTimeout(() => r(window.tasks), 500))))}`);
  assertClean(page);
  await page.close();
});

test('a credential is taken when its issuer signed it and the citizen says so; what is wrong with any other is said', async () => {
  for (const [name, viewport] of Object.entries(VIEWS)) {
    const [page, form] = await papers({ viewport });
    const keys = JSON.parse(fixture('sd-jwt/keys.json'));
    // No keys yet: nobody vouches for it
    await paste(form, credential('accepted/citizen'));
    await way(form).locator('[data-code="credential.unknown-issuer"]').waitFor();
    assert.equal(await way(form).locator('[data-action=take-credential]').count(), 0);
    await way(form).locator('[data-action=way-close]').focus();
    await page.keyboard.press('Enter');

    await form.evaluate((e, issuers) => { e.issuers = issuers; }, keys);
    for (const [file, code] of [
      ['hostile/changed-disclosure', 'credential.disclosure-unused'],
      ['accepted/expired', 'credential.expired'],
      ['accepted/unknown-issuer', 'credential.unknown-issuer'],
      ['hostile/cut-in-signature', 'credential.signature'],
      ['hostile/none', 'credential.unsigned'],
      ['hostile/forged', 'credential.signature'],
      ['hostile/disclosure-twice', 'credential.disclosure-twice'],
    ]) {
      await paste(form, credential(file));
      await way(form).locator(`[data-code="${code}"]`).waitFor();
      assert.equal(await way(form).locator('[data-action=take-credential]').count(), 0, file);
    }
    await shot(page, `papers-credential-refused-${name}`);
    await axe(page);

    // As a file, as mail breaks it
    const lines = credential('accepted/citizen').match(/.{1,76}/g).join('\r\n');
    await form.locator('[data-action=pictures]').setInputFiles({ name: 'the.txt', mimeType: 'text/plain', buffer: Buffer.from(lines) });
    await way(form).locator('[data-action=take-credential]').waitFor();
    const shown = await way(form).innerText();
    for (const part of ['Nguyễn Thị An', 'https://hcm.example.vn', '079 190 000 017']) assert.ok(shown.includes(part), `${part} in ${shown}`);
    await shot(page, `papers-credential-${name}`);
    await axe(page);
    assert.equal(await cards(form).count(), 0, 'only when the citizen says so');
    await way(form).locator('[data-action=take-credential]').focus();
    await page.keyboard.press('Enter');
    await cards(form).first().waitFor();
    const card = await cards(form).first().innerText();
    assert.ok(card.includes('đã kiểm chữ ký') && card.includes('Nguyễn Thị An'), card);

    // A file can say of itself what it likes
    const forged = { 'troly-record': 1, kind: 'credential', people: [{ id: 'holder', attributes: { 'person.name': 'Trần Văn Giả' } }] };
    await paste(form, JSON.stringify(forged));
    await cards(form).nth(1).getByText('chưa được kiểm lại').waitFor();

    // Keys that cannot be used are the portal's fault
    await form.evaluate((e) => { e.issuers = '[{"issuer": 5}]'; });
    await paste(form, credential('accepted/citizen'));
    await way(form).getByText('lỗi của cổng').waitFor();
    assert.equal((await events(page, 'troly-error')).at(-1).code, 'credential.shape');
    assertClean(page);
    await page.close();
  }
});

test('a paper is typed in by its short form, with the checks of every form, and becomes a paper like others', async () => {
  for (const [name, viewport] of Object.entries(VIEWS)) {
    const [page, form] = await papers({ viewport });
    await form.locator('[data-action=by-hand]').focus();
    await page.keyboard.press('Enter');
    await form.locator('#paper-kind').selectOption('passport');
    await form.locator('[data-action=form-begin]').click();
    const box = (id) => form.locator(`[id="f-${id}"]`);
    await box('number').waitFor();
    await form.locator('[data-action=take-form]').click();
    await form.locator('#paper-problems').waitFor();
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement.id), 'paper-problems');
    await shot(page, `papers-form-errors-${name}`);
    await axe(page);
    await form.locator('#paper-problems [data-action=go]').first().click();
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement.id), 'f-number');
    await page.keyboard.type('C1234567');
    await box('holder.name').fill('Trần Thị Bích');
    const date = async (id, text) => {
      const parts = form.locator(`.field[data-path="${id}"] input`);
      for (const [i, part] of text.split('/').entries()) await parts.nth(i).fill(part);
    };
    await date('holder.birthDate', '15/01/1994');
    await date('issuedOn', '02/03/2030');
    await date('expiresOn', '02/03/2034');
    await form.locator('[data-action=take-form]').click();
    await form.locator('#paper-problems').getByText('ở sau hôm nay').waitFor();
    await date('issuedOn', '02/03/2024');
    await form.locator('[data-action=take-form]').click();
    await cards(form).first().waitFor();
    const card = await cards(form).first().innerText();
    for (const part of ['Hộ chiếu', 'Trần Thị Bích', '15/01/1994', '02/03/2024']) assert.ok(card.includes(part), `${part} in ${card}`);
    assert.deepEqual(await events(page, 'troly-submit'), []);
    await shot(page, `papers-form-${name}`);
    await axe(page);
    assertClean(page);
    await page.close();
  }
});

test('papers that disagree about who the mother is are shown where people are cast', async () => {
  const [page, form] = await papers();
  const record = (mother, on) => ({
    'troly-record': 1, kind: 'host', source: 'Cổng', issuedOn: on,
    people: [
      { id: 'child', attributes: { 'person.name': 'Trần Minh Khôi', 'person.id.number': '079226000017' } },
      { id: 'mother', is: { mother: 'child' }, attributes: { 'person.name': mother } },
    ],
  });
  assert.equal(await form.evaluate((e, data) => e.fillData(data), [record('Nguyễn Thị Ánh Nguyệt', '2026-11-20'), record('Lê Thị Hoa', '2026-11-21')]), true);
  await form.locator('[data-action=next]').click();
  const conflict = form.locator('[data-code=kin-conflict]');
  await conflict.waitFor();
  const text = await conflict.innerText();
  for (const part of ['Mẹ', 'Trần Minh Khôi', 'Nguyễn Thị Ánh Nguyệt', 'Lê Thị Hoa']) assert.ok(text.includes(part), `${part} in ${text}`);
  await shot(page, 'papers-conflict');
  await axe(page);
  assertClean(page);
  await page.close();
});

test('a finished dossier is kept as a paper, and a saved one is taken as a paper', async () => {
  const [page, form] = await papers();
  await scan(form, people.mother.qr);
  await cards(form).first().waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), form.locator('[data-action=save]').click()]);
  const text = readFileSync(await saved.path(), 'utf8');
  await form.locator('[data-action=remove-record]').click();
  await cards(form).first().waitFor({ state: 'detached' });
  // Nobody has a role in it: it says nothing of anybody
  await form.locator('[data-action=pictures]').setInputFiles({ name: 'cu.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await form.locator('.job.bad').getByText('không nói gì').waitFor();
  const other = JSON.parse(text);
  other.definition.id = '9.999999';
  await form.locator('[data-action=pictures]').setInputFiles({ name: 'khac.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(other)) });
  await form.locator('.job.bad').getByText('thủ tục khác').waitFor();
  assertClean(page);
  await page.close();
});

test('what was declared is kept as a file, which is a paper for the next form', async () => {
  // Not by way of the page of the papers: the review has its texts by itself
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`);
  const form = page.locator('tro-ly');
  await ready(form);
  const { data } = JSON.parse(fixture('dossiers/1.001193/valid/father-alone.json'));
  assert.equal(await form.evaluate((e, d) => e.fillData(d), data), true);
  await form.locator('[data-action=start]').click();
  await form.locator('[data-action=screen]').last().click();
  const keep = form.locator('[data-action=keep-as-paper]');
  await keep.waitFor();
  await axe(page);
  await shot(page, 'papers-keep');
  await keep.focus();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  await form.getByText('Đã lưu troly-giay-to-1.001193.json').waitFor();
  const file = readFileSync(await saved.path(), 'utf8');
  assertClean(page);
  await page.close();

  const [next, again] = await papers();
  await again.locator('[data-action=pictures]').setInputFiles({ name: saved.suggestedFilename(), mimeType: 'application/json', buffer: Buffer.from(file) });
  await cards(again).first().waitFor();
  const card = await cards(again).first().innerText();
  for (const part of ['Hồ sơ đã làm', 'TRẦN VĂN AN']) assert.ok(card.includes(part), `${part} in ${card}`);
  await shot(next, 'papers-kept');
  await axe(next);
  assertClean(next);
  await next.close();
});
