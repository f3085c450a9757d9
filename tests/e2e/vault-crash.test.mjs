// The vault where things end in the middle: a full disk, a tab that crashes, a browser that is killed; and what is left of it all
// on the disk and in memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { FLAGS, executable, launch, url } from './lib.mjs';
import { SCRIPT, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';
import { PASSPHRASE, drive, workerOf } from './vault.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => app.close());

test('a full disk in the middle of saving leaves the old state, and room makes it go on', async () => {
  const page = await drive(await app.newPage('/portal/'));
  const cdp = await page.context().newCDPSession(page);
  // From the beginning: for half a minute Chromium goes by the room that it saw last
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: url, quotaSize: 1_000_000 });
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const { ids: [id], generation } = await page.evaluate(() => vault.ok('write', { edits: [vault.put('cũ')] }));
  const save = () => page.evaluate((id) => vault.ask('write', {
    edits: [vault.put('mới', { id }), vault.put('x'.repeat(5_000_000), { kind: 'attachment' })],
  }), id);
  const all = () => page.evaluate(async () => (await vault.ok('all')).map(({ kind, generation, text }) => [kind, generation, text.length > 10 ? text.length : text]).sort());
  for (const _ of [1, 2]) {
    assert.deepEqual(await save(), { error: 'vault.store-full' });
    assert.deepEqual(await all(), [['record', generation, 'cũ']]);
  }
  assert.ok((await page.evaluate((id) => vault.ask('write', { edits: [vault.put('nhỏ', { id })] }), id)).ok, 'what fits is saved');
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: url });
  const saved = await save();
  assert.equal(saved.ok?.generation, generation + 2, 'what failed has left no trace');
  assert.deepEqual(await all(), [['attachment', generation + 2, 5_000_000], ['record', generation + 2, 'mới']]);
});

test('a tab that crashes while it writes has written what it was told, and holds up nobody', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  let acknowledged = 0;
  await page.exposeBinding('acknowledged', (_, n) => { acknowledged = n; });
  const context = page.context();
  const cdp = await context.newCDPSession(page);
  await page.evaluate(() => { scribble(0); });
  while (acknowledged < 10) await wait(10);
  const crashed = page.waitForEvent('crash');
  cdp.send('Page.crash').catch(() => {}); // nobody is left to answer
  await crashed;
  const other = await context.newPage();
  await other.goto('/portal/');
  await drive(other);
  await other.evaluate((passphrase) => vault.ok('open', { passphrase }), PASSPHRASE);
  whole(await other.evaluate(() => vault.ok('all')), acknowledged);
  assert.ok((await other.evaluate(() => vault.ask('write', { edits: [vault.put('x')] }))).ok);
});

/** All texts of one write, and none older than what was acknowledged. */
function whole(all, acknowledged) {
  const counts = new Set(all.map((o) => Number(o.text.split(' ')[0])));
  assert.equal(all.length, 5);
  assert.equal(counts.size, 1, `torn: ${[...counts]}`);
  const [n] = counts;
  assert.ok(n >= acknowledged, `acknowledged ${acknowledged}, there is ${n}`);
  return n;
}

/** A browser on a profile that outlives it, which can be killed. */
async function browser(profile) {
  rmSync(path.join(profile, 'DevToolsActivePort'), { force: true });
  const flags = ['--headless', `--user-data-dir=${profile}`, '--remote-debugging-port=0'];
  const child = spawn(executable(), [...FLAGS, ...flags, 'about:blank'], { stdio: 'ignore', detached: true });
  const exit = once(child, 'exit');
  const file = path.join(profile, 'DevToolsActivePort');
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) {
    assert.equal(child.exitCode, null, 'the browser did not start');
    await wait(50);
  }
  const [port] = readFileSync(file, 'utf8').split('\n');
  const connected = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return {
    context: connected.contexts()[0],
    async page() {
      const page = await this.context.newPage();
      await page.goto(`${url}/portal/`);
      return drive(page);
    },
    /** All of its processes at once, and none that is not ours: it leads a group of its own. */
    async kill() {
      process.kill(-child.pid, 'SIGKILL');
      await exit;
      await connected.close().catch(() => {});
    },
    async quit() {
      const cdp = await connected.newBrowserCDPSession();
      await cdp.send('Browser.close').catch(() => {});
      await exit;
    },
  };
}

test('a browser that is killed twenty times while it writes has written what it was told, whole', async (t) => {
  const profile = mkdtempSync(path.join(tmpdir(), 'troly-vault-'));
  let running;
  try {
    let acknowledged = -1;
    let thrown = 0;
    for (let round = 0; round <= 20; round++) {
      running = await browser(profile);
      const page = await running.page();
      if (round === 0) await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
      // LevelDB goes on behind the head of a record that a kill cut off, takes that for damage the next time, and Chromium then
      // deletes all of an origin's databases. The copy is what is left
      else if (!(await page.evaluate(() => indexedDB.databases().then((all) => all.length, () => 0)))) thrown += 1;
      await page.evaluate((passphrase) => vault.ok('open', { passphrase }), PASSPHRASE);
      if (round > 0) acknowledged = whole(await page.evaluate(() => vault.ok('all')), acknowledged);
      const before = acknowledged;
      await page.exposeBinding('acknowledged', (_, n) => { acknowledged = n; });
      await page.evaluate((from) => { scribble(from); }, before + 1);
      while (acknowledged < before + 3) await wait(5);
      await wait((round * 37) % 100); // not always at the same point of a write
      await running.kill();
      running = undefined;
    }
    t.diagnostic(`the browser threw the database away itself after ${thrown} of 20 kills`);
  } finally {
    await running?.kill();
    rmSync(profile, { recursive: true, force: true });
  }
});

/** Files below a directory in which one of these is, in UTF-8 or UTF-16. */
function holding(dir, texts) {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).filter((entry) => {
    const bytes = readFileSync(path.join(entry.parentPath, entry.name));
    return wanted.some((one) => bytes.includes(one));
  }).map((entry) => entry.name);
}

const CANARIES = ['canary-of-a-paper-5e1f', 'Nguyễn Thị Chim Hoàng Yến', 'canary-passphrase-93ab'];

test('nothing that was put in is on the disk, nor the passphrase', async () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'troly-vault-'));
  let running;
  try {
    running = await browser(profile);
    const page = await running.page();
    await page.evaluate(async ([paper, name, passphrase]) => {
      await vault.ok('create', { passphrase });
      const { ids: [id] } = await vault.ok('write', { edits: [vault.put(paper), vault.put(JSON.stringify({ name }), { kind: 'person' })] });
      await vault.ok('write', { edits: [vault.put(`${paper}, again`, { id })] });
      const { file } = await vault.ok('export');
      await vault.ok('read-file', { file, passphrase });
      await vault.ok('restore', { choice: 'file' });
      await vault.ok('passphrase', { passphrase: `${passphrase}!` });
      await vault.ok('open', { passphrase: `${passphrase}!` });
    }, CANARIES);
    const database = path.join(profile, 'Default', 'IndexedDB');
    assert.notEqual(readdirSync(database).length, 0);
    assert.deepEqual(holding(profile, CANARIES), [], 'while it is open');
    await page.evaluate(async () => { await vault.ok('lock'); vault.worker.terminate(); });
    // That the search finds what is there
    await page.evaluate((control) => new Promise((resolve) => {
      const open = indexedDB.open('control', 1);
      open.onupgradeneeded = () => open.result.createObjectStore('x').put(control, 'x');
      open.onsuccess = resolve;
    }), 'control-4c77 có dấu');
    await running.quit();
    running = undefined;
    assert.deepEqual(holding(profile, CANARIES), [], 'after it was locked and the browser closed');
    assert.notDeepEqual(holding(profile, ['control-4c77 có dấu']), []);
  } finally {
    await running?.kill();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('nothing that a citizen showed or typed into the form is on the disk, nor told to the console, with the vault open and after it was locked', async () => {
  const profile = mkdtempSync(path.join(tmpdir(), 'troly-vault-'));
  const { mother } = people;
  const secrets = [mother.name, mother.id, mother.qr, 'Phạm Thị Chim Hoàng Yến', PASSPHRASE];
  let running;
  try {
    running = await browser(profile);
    const page = await running.context.newPage();
    const told = [];
    page.on('console', (message) => told.push(message.text()));
    page.on('pageerror', (error) => told.push(`${error}`));
    await page.route('**/test/**', (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`,
    }));
    await page.goto(`${url}/test/page`);
    const form = page.locator('tro-ly');
    await ready(form);
    await screen(form, 1);
    const act = (name) => form.locator(`.vault [data-action=${name}]`);
    await act('vault-offer').locator('summary').click();
    await act('vault-make').click();
    for (const box of ['vault-typed', 'vault-again']) await form.locator(`#${box}`).fill(PASSPHRASE);
    await act('vault-create').click();
    await form.locator('.vault[data-vault=open]').waitFor();
    await scan(form, mother.qr);
    await act('vault-keep-mine').click();
    await form.getByText('Đã giữ trong tủ.').waitFor();
    await screen(form, 3);
    await form.locator('[id="f-applicant.name"]').fill(secrets[3]);
    await form.locator('[id="f-applicant.name"]').blur();
    await wait(1500); // the draft
    assert.deepEqual(holding(profile, secrets), [], 'while it is open');
    await screen(form, 1);
    await act('vault-lock').click();
    await form.locator('[data-action=start]').waitFor(); // the form begins anew
    const shown = await page.evaluate(() => document.documentElement.outerHTML + document.querySelector('tro-ly').shadowRoot.innerHTML
      + [...document.querySelector('tro-ly').shadowRoot.querySelectorAll('input')].map((input) => input.value).join());
    assert.deepEqual(secrets.filter((secret) => shown.includes(secret)), []);
    assert.deepEqual(secrets.filter((secret) => told.join('\n').includes(secret)), []);
    await running.quit();
    running = undefined;
    assert.deepEqual(holding(profile, secrets), [], 'after it was locked and the browser closed');
  } finally {
    await running?.kill();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('nothing that was put in is in the memory of the module after it was locked, nor the passphrase', async () => {
  const page = await drive(await app.newPage('/portal/'));
  const worker = await workerOf(page);
  await worker.evaluate(() => {
    const { instantiate } = WebAssembly;
    globalThis.memories = [];
    WebAssembly.instantiate = async (...args) => {
      const made = await instantiate(...args);
      memories.push(Object.values(made.exports).find((it) => it instanceof WebAssembly.Memory));
      return made;
    };
  });
  const found = () => worker.evaluate((texts) => memories.map((memory) => {
    const text = new TextDecoder('latin1').decode(memory.buffer);
    const latin = (text) => String.fromCharCode(...new TextEncoder().encode(text));
    return [texts.filter((one) => text.includes(latin(one))).length, /[^\0]/.test(text)];
  }), CANARIES);
  const use = async () => page.evaluate(async ([paper, name, passphrase]) => {
    if ((await vault.ok('look')).vault) await vault.ok('open', { passphrase });
    else await vault.ok('create', { passphrase });
    await vault.ok('write', { edits: [vault.put(paper), vault.put(name, { kind: 'person' })] });
    await vault.ok('all');
  }, CANARIES);
  await use();
  assert.deepEqual(await found(), [[0, true]], 'wiped as soon as it was used, even while it is open');
  await page.evaluate(() => vault.ok('lock'));
  assert.deepEqual(await found(), [[0, false]]);
  await use();
  await page.evaluate(() => vault.ok('idle', { ms: 0 }));
  assert.deepEqual(await page.evaluate(() => vault.event('locked')), { event: 'locked', why: 'idle' });
  assert.deepEqual(await found(), [[0, false], [0, false]]);
});

test('with its worker the key is gone', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const codes = await page.evaluate(async () => {
    vault.start();
    const out = [];
    for (const op of ['all', 'export', 'touch']) out.push((await vault.ask(op)).error);
    return out;
  });
  assert.deepEqual(codes, ['vault.locked', 'vault.locked', 'vault.locked']);
});
