// How long the vault takes, in real Chromium on what is released: `cargo xtask bench --vault`. It prints and judges nothing.
import { launch } from './lib.mjs';
import { PASSPHRASE, drive } from './vault.mjs';

const ROUNDS = 5;

/** Median and range of what `ask` takes in the page, in milliseconds. */
async function measure(page, name, ask) {
  const times = [];
  for (let i = 0; i < ROUNDS; i++) times.push(await page.evaluate(ask));
  times.sort((a, b) => a - b);
  const ms = (n) => `${Math.round(n)}`.padStart(6);
  console.log(`${name.padEnd(60)}${ms(times[Math.floor(ROUNDS / 2)])} ms (${ms(times[0])} to ${ms(times.at(-1))})`);
}

const app = await launch();
const page = await drive(await app.newPage('/portal/'));
const cdp = await page.context().newCDPSession(page);
await page.evaluate(async (passphrase) => {
  globalThis.timed = async (work) => {
    const begin = performance.now();
    await work();
    return performance.now() - begin;
  };
  globalThis.opened = async () => {
    vault.start();
    return timed(() => vault.ok('open', { passphrase }));
  };
  const paper = (n) => JSON.stringify({ id: n, note: 'Nguyễn Thị Quỳnh, Tổ 3, Phường Cửa Nam, Hà Nội '.repeat(18 + (n % 17)) });
  await vault.ok('create', { passphrase });
  const edits = Array.from({ length: 550 }, (_, n) => vault.put(paper(n), { kind: n < 500 ? 'record' : 'person' }));
  await vault.ok('write', { edits });
  globalThis.draft = vault.put('x'.repeat(30_000), { id: 'd'.repeat(32), kind: 'draft' });
}, PASSPHRASE);
for (const rate of [1, 4]) {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  console.log(`\nCPU throttling ${rate}`);
  await measure(page, 'a loop of the page itself, for comparison', () => timed(() => { for (let i = 0, n = 0; i < 3e7; i++) n += i % 7; }));
  await measure(page, 'a worker begins, its module comes and tests itself, opens', () => opened());
  await measure(page, 'open (64 MiB, 3 passes)', () => timed(() => vault.ok('open', { passphrase: 'con đò lá trúc qua sông' })));
  await measure(page, 'all: 500 records, 50 persons of 1 to 2 kB', () => timed(() => vault.ok('all')));
  await measure(page, 'write: a draft of 30 kB', () => timed(() => vault.ok('write', { edits: [draft] })));
  await measure(page, 'export of all of it', () => timed(() => vault.ok('export')));
}
await app.close();
