// The vault as a citizen uses it: agreed to, filled with papers, opened on another day, used for another form, saved as a file, lost and
// restored, locked, deleted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, launch, shot } from './lib.mjs';
import { SCRIPT, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const { mother, father } = people;
const PASSPHRASE = 'thuyền nan gió mát trăng thanh';
const SIZES = { 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 900 } };
const body = (more = '', procedure = '1.001193') => `<main><h1>Thử</h1><tro-ly procedure="/procedures/${procedure}.json" today="${TODAY}" ${more}></tro-ly></main>${SCRIPT}`;

const vault = (form) => form.locator('.vault');
const act = (form, action) => vault(form).locator(`[data-action=${action}]`);
const status = (form, is) => form.locator(`.vault[data-vault=${is}]:not([aria-busy=true])`).waitFor();
const said = (form) => vault(form).locator('.said').innerText();

async function papers(page) {
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 1);
  await vault(form).waitFor();
  return form;
}

async function type(form, passphrase, again = passphrase) {
  await form.locator('#vault-typed').fill(passphrase);
  if (await form.locator('#vault-again').count()) await form.locator('#vault-again').fill(again);
}

async function create(form, { sensitive = false, others = false } = {}) {
  await act(form, 'vault-offer').locator('summary').click();
  await act(form, 'vault-make').click();
  if (sensitive) await form.locator('#vault-sensitive').check();
  if (others) await form.locator('#vault-others').check();
  await type(form, PASSPHRASE);
  await act(form, 'vault-create').click();
  await status(form, 'open');
}

/** Opens it as a person does: types and presses Enter. */
async function unlock(form, passphrase = PASSPHRASE) {
  await type(form, passphrase);
  await form.locator('#vault-typed').press('Enter');
}

/** So that the last draft is written. */
const saved = (page) => page.waitForTimeout(1500);

/** Notes every memory of WebAssembly that the page gets, without holding it. */
function noteMemories() {
  window.memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await real.apply(WebAssembly, args);
      const { memory } = (made.instance ?? made).exports;
      if (memory) window.memories.push(new WeakRef(memory));
      return made;
    };
  }
}

/** In how many of those that are still held by anything a text stands, and how many these are. */
async function memories(page, needle) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.detach();
  return page.evaluate((text) => {
    const wanted = new TextEncoder().encode(text);
    const held = window.memories.map((memory) => memory.deref()).filter(Boolean);
    const holds = ({ buffer }) => {
      const bytes = new Uint8Array(buffer);
      for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
        if (wanted.every((byte, i) => bytes[at + i] === byte)) return true;
      }
      return false;
    };
    return [held.filter(holds).length, held.length];
  }, needle);
}

test('nothing is kept before the citizen agrees; then papers and a draft are there the next day, after the passphrase', async () => {
  for (const [name, viewport] of Object.entries(SIZES)) {
    const page = await portal(app, body(), { viewport });
    let form = await papers(page);
    await status(form, 'absent');
    assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name)), [], 'looking makes nothing');
    await act(form, 'vault-offer').locator('summary').click();
    await shot(page, `vault-absent-${name}`);

    await act(form, 'vault-make').click();
    const text = await vault(form).innerText();
    for (const part of ['Để làm gì', 'Ở đâu', 'Bao lâu', 'Ai đọc được', 'Quyền của ông/bà', '91/2025/QH15', 'thông tin nhạy cảm', 'người khác']) assert.ok(text.includes(part), part);
    assert.equal(await vault(form).locator('input:checked').count(), 0, 'nothing is ticked for the citizen');
    await axe(page);
    await shot(page, `vault-consent-${name}`);
    await type(form, 'ngắn');
    await act(form, 'vault-create').click();
    await form.getByText('ít nhất 8 ký tự, và').waitFor();
    await type(form, PASSPHRASE, 'khác hẳn nhé');
    await act(form, 'vault-create').click();
    await form.getByText('không giống nhau').waitFor();
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement?.id), 'vault-again', 'the focus is where it is to be mended');
    await type(form, PASSPHRASE);
    await form.locator('#vault-again').press('Enter');
    await status(form, 'open');
    assert.match(await said(form), /Đã lập tủ/);
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement?.id), 'vault-title');

    // Papers: the citizen's own, then somebody else's
    await scan(form, mother.qr);
    await act(form, 'vault-keep-mine').click();
    await form.getByText('Đã giữ trong tủ.').waitFor();
    await scan(form, father.qr);
    assert.equal(await act(form, 'vault-keep-mine').count(), 0, 'the number says that it is another’s');
    assert.match(await act(form, 'vault-keep-other').innerText(), /đã đồng ý/);
    await act(form, 'vault-keep-other').click();
    await act(form, 'vault-keep-other').waitFor({ state: 'detached' });
    assert.match(await vault(form).innerText(), /2 giấy tờ của 2 người/);
    await axe(page);
    await shot(page, `vault-open-${name}`);

    // Something typed: the draft follows
    await screen(form, 3);
    await form.locator('[id="f-applicant.name"]').fill('Lê Thị Mười');
    await form.locator('[id="f-applicant.name"]').blur();
    await saved(page);

    await page.reload();
    form = await papers(page);
    await status(form, 'locked');
    assert.ok(!(await page.content()).includes(mother.name) && !(await vault(form).innerText()).includes(mother.name));
    await axe(page);
    await shot(page, `vault-locked-${name}`);
    await unlock(form, 'không phải mật khẩu này');
    await form.getByText('Mật khẩu chưa đúng').waitFor();
    assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement?.id), 'vault-typed');
    await unlock(form);
    await status(form, 'open');
    await act(form, 'draft-open').click();
    await form.getByText('Đã mở bản nháp').waitFor();
    assert.equal(await form.locator('.id-card').count(), 2, 'its papers are there');
    await shot(page, `vault-draft-${name}`);
    await screen(form, 3);
    assert.equal(await form.locator('[id="f-applicant.name"]').inputValue(), 'Lê Thị Mười');
    await page.context().close();
  }
});

test('a person of the vault fills another form with one tap and a casting; what is not used is in no dossier', async () => {
  const page = await portal(app, body(), { viewport: SIZES[1280] });
  let form = await papers(page);
  await status(form, 'absent');
  await create(form, { others: true });
  for (const { qr } of [mother, father]) {
    await scan(form, qr);
    await vault(form).locator('[data-action^=vault-keep]').first().click();
    await form.getByText('Đã giữ trong tủ.').waitFor();
  }
  await page.evaluate((html) => { document.querySelector('main').remove(); document.body.insertAdjacentElement('afterbegin', Object.assign(document.createElement('main'), { id: 'm' })); }, '');
  await page.evaluate(() => {
    const e = document.createElement('tro-ly');
    e.setAttribute('procedure', '/procedures/1.000656.json');
    document.querySelector('main').append(e);
  });
  form = await papers(page);
  await status(form, 'open');
  const line = vault(form).locator('li', { hasText: mother.name });
  await line.locator('[data-action=vault-use]').click();
  await form.locator('.id-card').waitFor();
  const dossier = await form.evaluate((e) => new Promise((done) => {
    e.addEventListener('troly-change', () => done(''), { once: true });
    setTimeout(() => done(''), 500);
  }));
  assert.equal(dossier, '');
  await screen(form, 2);
  await form.getByText(mother.name).first().click();
  await form.locator('[data-role]').first().getByText(mother.name).waitFor();
  const text = await form.evaluate((e) => e.shadowRoot.textContent);
  assert.ok(!text.includes(father.name), 'who was not used is nowhere in the form');
  await page.context().close();
});

test('two papers that the citizen made one person are one the next day; a credential that was kept is checked again', async () => {
  const fixture = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
  const page = await portal(app, body(), { viewport: SIZES[360] });
  const issuers = JSON.parse(fixture('sd-jwt/keys.json'));
  let form = await papers(page);
  await status(form, 'absent');
  await create(form, { others: true, sensitive: true });
  await form.evaluate((e, keys) => { e.issuers = keys; }, issuers);
  const paste = (text) => form.locator('.records').evaluate((node, t) => {
    const data = new DataTransfer();
    data.setData('text/plain', t);
    node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
  }, text);
  await paste(JSON.parse(fixture('sd-jwt/accepted/citizen.json')).text);
  await form.locator('[data-action=take-credential]').click();
  // A birth certificate names the mother, without her number
  const birth = {
    'troly-record': 1, kind: 'birth-certificate', issuedOn: '2020-03-20',
    people: [
      { id: 'child', attributes: { 'person.name': 'Trần Minh Khang', 'person.birth.date': '2020-03-05' } },
      { id: 'mother', is: { mother: 'child' }, attributes: { 'person.name': mother.name, 'person.birth.date': '1994-01-15' } },
    ],
  };
  await paste(JSON.stringify(birth));
  await scan(form, mother.qr);
  for (let left = 3; left > 0; left--) {
    await vault(form).locator('[data-action^=vault-keep]').first().click();
    await vault(form).getByText(`${4 - left} giấy tờ`).waitFor();
  }
  assert.match(await vault(form).innerText(), /3 giấy tờ của 4 người/);
  await screen(form, 2);
  await form.locator('[data-action=merge-people]').click();
  await form.locator('[data-action=merge-people]').waitFor({ state: 'detached' });
  await saved(page);

  await page.reload();
  form = await papers(page);
  await form.evaluate((e, keys) => { e.issuers = keys; }, issuers);
  await status(form, 'locked');
  await unlock(form);
  await status(form, 'open');
  assert.match(await vault(form).innerText(), /3 giấy tờ của 3 người/);
  await vault(form).locator('li', { hasText: mother.name }).locator('[data-action=vault-use]').click();
  await form.locator('.id-card').nth(1).waitFor();
  await vault(form).locator('li', { hasText: 'Nguyễn Thị An' }).locator('[data-action=vault-use]').click();
  const kept = form.locator('.id-card', { hasText: 'Nguyễn Thị An' });
  await kept.getByText('chưa được kiểm lại').waitFor();
  await shot(page, 'vault-credential-360');
  await kept.locator('[data-action=check-credential]').click();
  await form.locator('[data-action=take-credential]').click();
  await kept.getByText('đã kiểm chữ ký').waitFor();
  assert.equal(await form.locator('.id-card').count(), 3, 'the same paper, not one more');
  await screen(form, 2);
  await form.locator('.roles').waitFor();
  assert.equal(await form.locator('[data-action=merge-people]').count(), 0, 'it is not asked again');
  await axe(page);
  await shot(page, 'vault-ties-360');
  await page.context().close();
});

test('a vault that is lost comes back from its file; a file is looked into before anything is done', async () => {
  const page = await portal(app, body(), { viewport: SIZES[360] });
  let form = await papers(page);
  await status(form, 'absent');
  await create(form);
  await scan(form, mother.qr);
  await act(form, 'vault-keep-mine').click();
  await form.getByText('Chưa có tệp sao lưu').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), act(form, 'vault-export').click()]);
  assert.equal(download.suggestedFilename(), `tu-giay-to-${TODAY}.troly`);
  const file = readFileSync(await download.path());
  for (const secret of [mother.name, mother.id, PASSPHRASE]) assert.ok(!file.includes(secret), 'the file shows nothing');
  await form.getByText('Sao lưu lần cuối').waitFor();
  assert.match(await vault(form).innerText(), /chưa có gì thay đổi/);

  // Everything is deleted
  await act(form, 'vault-manage').locator('summary').click();
  await act(form, 'vault-wipe').click();
  await shot(page, 'vault-wipe-360');
  await act(form, 'vault-wipe-all').click();
  await status(form, 'absent');
  assert.match(await said(form), /trong tủ không còn gì/);
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name)), []);

  // And comes back
  await act(form, 'vault-offer').locator('summary').click();
  await act(form, 'vault-restore').click();
  await act(form, 'vault-read-file').click();
  await form.getByText('chọn tệp sao lưu trước').waitFor();
  await form.locator('#vault-file').setInputFiles({ name: 'x.troly', mimeType: '', buffer: Buffer.from('không phải tệp sao lưu') });
  await type(form, PASSPHRASE);
  await act(form, 'vault-read-file').click();
  await vault(form).locator('.said.bad').waitFor();
  await form.locator('#vault-file').setInputFiles({ name: 'a.troly', mimeType: '', buffer: file });
  await type(form, 'không đúng mật khẩu');
  await act(form, 'vault-read-file').click();
  await form.getByText('Mật khẩu chưa đúng').waitFor();
  await type(form, PASSPHRASE);
  await act(form, 'vault-read-file').click();
  await form.locator('#vault-preview').waitFor();
  await axe(page);
  await shot(page, 'vault-restore-360');
  await act(form, 'vault-merge').click();
  await status(form, 'open');
  assert.ok((await vault(form).innerText()).includes(mother.name));
  await page.context().close();
});

test('a locked vault leaves nothing on the page, here and in other tabs; a changed passphrase locks the others', async () => {
  const page = await portal(app, body(), { viewport: SIZES[1280], scripts: [noteMemories] });
  let form = await papers(page);
  await status(form, 'absent');
  await create(form);
  await scan(form, mother.qr);
  await act(form, 'vault-keep-mine').click();
  await form.getByText('Đã giữ trong tủ.').waitFor();
  const other = await page.context().newPage();
  await other.route('**/test/**', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><html lang="vi"><body>${body()}</body></html>` }));
  await other.goto(page.url());
  let second = await papers(other);
  await status(second, 'locked');
  await unlock(second);
  await status(second, 'open');
  assert.ok((await vault(second).innerText()).includes(mother.name));

  assert.ok((await memories(page, mother.name))[0] > 0, 'what is looked for is found while it is there');
  assert.equal((await memories(page, PASSPHRASE))[0], 0, 'a passphrase never comes into the page’s module');
  await act(form, 'vault-lock').click();
  await form.locator('[data-action=start]').waitFor();
  await second.locator('[data-action=start]').waitFor();
  for (const one of [page, other]) {
    assert.ok(!(await one.locator('tro-ly').evaluate((e) => e.shadowRoot.innerHTML)).includes(mother.name));
  }
  const [found, all] = await memories(page, mother.name);
  assert.ok(all > 0 && found === 0, `${found} of ${all} memories still have it`);
  form = await papers(page);
  second = await papers(other);
  await second.getByText('khóa từ một thẻ khác').waitFor();
  await unlock(form);
  await status(form, 'open');
  assert.match(await vault(form).innerText(), /Bản nháp/, 'what was being filled in was written before it was locked');
  await unlock(second);
  await status(second, 'open');

  await act(form, 'vault-manage').locator('summary').click();
  await act(form, 'vault-passphrase').click();
  await type(form, 'một mật khẩu mới hẳn');
  await act(form, 'vault-change').click();
  await form.getByText('Đã đổi mật khẩu.').waitFor();
  await second.locator('[data-action=start]').waitFor();
  second = await papers(other);
  await unlock(second);
  await second.getByText('Mật khẩu chưa đúng').waitFor();
  await unlock(second, 'một mật khẩu mới hẳn');
  await status(second, 'open');
  await page.context().close();
});

test('a finished dossier is kept in the vault, and fills the next form', async () => {
  const page = await portal(app, body(), { viewport: SIZES[1280] });
  let form = await papers(page);
  await status(form, 'absent');
  await create(form);
  const { data } = JSON.parse(readFileSync(new URL('../fixtures/dossiers/1.001193/valid/father-alone.json', import.meta.url), 'utf8'));
  assert.equal(await form.evaluate((e, d) => e.fillData(d), data), true);
  await form.locator('[data-action=screen]').last().click();
  const keep = form.locator('[data-action=keep-in-vault]');
  assert.match(await keep.textContent(), /những người có tên đã đồng ý/);
  await shot(page, 'vault-keep-dossier-1280');
  await keep.click();
  await form.locator('.toast').getByText('Đã giữ trong tủ.').waitFor();
  await page.reload();
  form = await papers(page);
  await status(form, 'locked');
  await unlock(form);
  await status(form, 'open');
  const line = vault(form).locator('li', { hasText: 'Hồ sơ đã làm' }).first();
  await line.locator('[data-action=vault-use]').click();
  await form.locator('.id-card', { hasText: 'Hồ sơ đã làm' }).waitFor();
  await page.context().close();
});

test('what is no longer agreed to is deleted, paper by paper or all of a sort', async () => {
  const page = await portal(app, body(), { viewport: SIZES[1280] });
  const form = await papers(page);
  await status(form, 'absent');
  await create(form, { others: true, sensitive: true });
  for (const { qr } of [mother, father]) {
    await scan(form, qr);
    await vault(form).locator('[data-action^=vault-keep]').first().click();
    await form.getByText('Đã giữ trong tủ.').waitFor();
  }
  await form.getByText('2 giấy tờ của 2 người').waitFor();
  await act(form, 'vault-manage').locator('summary').click();
  await act(form, 'vault-agreed').click();
  assert.equal(await vault(form).locator('input:checked').count(), 2, 'as it was agreed to');
  await shot(page, 'vault-agreed-1280');
  await form.locator('#vault-others').uncheck();
  await act(form, 'vault-agree').click();
  await form.getByText('1 giấy tờ của 1 người').waitFor();
  assert.ok(!(await vault(form).locator('.vault-list', { hasText: 'Dùng cho tờ khai này' }).first().innerText().catch(() => '')).includes(father.name));
  const manage = act(form, 'vault-manage');
  if (!(await manage.evaluate((d) => d.open))) await manage.locator('summary').click();
  await act(form, 'paper-delete').click();
  await form.getByText('0 giấy tờ của 0 người').waitFor();
  await page.context().close();
});

test('on a shared machine nothing is kept unless somebody says that it is their own', async () => {
  const page = await portal(app, body('machine="shared"'), { viewport: SIZES[360] });
  const form = await papers(page);
  await form.getByText('Máy dùng chung: không lưu gì').waitFor();
  assert.equal(await act(form, 'vault-make').count(), 0);
  await axe(page);
  await shot(page, 'vault-shared-360');
  await scan(form, mother.qr);
  await form.locator('.id-card').waitFor();
  // Whoever comes after presses "back"
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await form.locator('[data-action=start]').waitFor();
  assert.ok(!(await form.evaluate((e) => e.shadowRoot.textContent)).includes(mother.name));
  await screen(form, 1);
  await act(form, 'own-machine').click();
  await act(form, 'vault-offer').waitFor();
  await page.context().close();
});

test('a passkey opens the vault where the device has them', async () => {
  const page = await portal(app, body(), { viewport: SIZES[360] });
  await page.goto(page.url().replace('127.0.0.1', 'localhost')); // a passkey belongs to a name, never to an address
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  let form = await papers(page);
  await status(form, 'absent');
  await create(form);
  await act(form, 'vault-manage').locator('summary').click();
  await act(form, 'vault-add-passkey').click();
  await form.getByText('Từ giờ tủ mở được bằng vân tay').waitFor();
  await page.reload();
  form = await papers(page);
  await status(form, 'locked');
  await shot(page, 'vault-passkey-360');
  await act(form, 'vault-passkey').click();
  await status(form, 'open');
  await page.context().close();
});
