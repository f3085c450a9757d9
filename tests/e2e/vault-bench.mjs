// How long the vault takes, in real Chromium on what is released: `cargo xtask bench --vault`. It prints and judges nothing.
//
// DevTools slows down a page's own thread only. Here all of the page's process is stopped most of the time: the loop says
// how much slower it is then.
import { Worker } from 'node:worker_threads';
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

const SLOW = `
  const { workerData: [pid, state] } = require('node:worker_threads');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (!Atomics.load(state, 0)) {
    process.kill(pid, 'SIGSTOP');
    Atomics.wait(pause, 0, 0, 28);
    process.kill(pid, 'SIGCONT');
    Atomics.wait(pause, 0, 0, 5);
  }`;

/** Stops a process most of the time, until the function that this gives is called. */
function slow(pid) {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SLOW, { eval: true, workerData: [pid, state] });
  return () => {
    Atomics.store(state, 0, 1);
    return new Promise((resolve) => { worker.on('exit', resolve); });
  };
}

const app = await launch();
const cdp = await app.browser.newBrowserCDPSession();
const renderers = async () => (await cdp.send('SystemInfo.getProcessInfo')).processInfo.filter((p) => p.type === 'renderer').map((p) => p.id);
const others = await renderers();
const page = await drive(await app.newPage('/portal/'));
const ours = (await renderers()).filter((pid) => !others.includes(pid));
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
for (const name of ['as it is', 'slowed down']) {
  console.log(`\n${name}`);
  const stop = name === 'as it is' ? [] : ours.map(slow);
  await measure(page, 'a loop of the page itself, for comparison', () => timed(() => { for (let i = 0, n = 0; i < 3e7; i++) n += i % 7; }));
  await measure(page, 'a worker begins, its module comes and tests itself, opens', () => opened());
  await measure(page, 'open (64 MiB, 3 passes)', () => timed(() => vault.ok('open', { passphrase: 'con đò lá trúc qua sông' })));
  await measure(page, 'all: 500 records, 50 persons of 1 to 2 kB', () => timed(() => vault.ok('all')));
  await measure(page, 'write: a draft of 30 kB', () => timed(() => vault.ok('write', { edits: [draft] })));
  await measure(page, 'export of all of it', () => timed(() => vault.ok('export')));
  await Promise.all(stop.map((end) => end()));
}
await app.close();
