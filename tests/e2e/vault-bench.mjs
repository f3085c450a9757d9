// How long the vault takes, in real Chromium on what is released: `cargo xtask bench --vault`. It prints and judges nothing.
//
// DevTools slows down a page's own thread only. Here all of the page's process is stopped most of the time: the loop says
// how much slower it is then.
import { Worker } from 'node:worker_threads';
import { launch } from './lib.mjs';
import { SCRIPT, portal, ready, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';
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
await page.context().close();

// The same through the interface: the vault of a large family, ten papers each, and the birth of a child filled from it
const family = Array.from({ length: 50 }, (_, n) => {
  const [name, id, sex] = n === 0 ? [people.mother.name, people.mother.id, 'female'] : n === 1 ? [people.father.name, people.father.id, 'male']
    : [`Trần Thị Số ${n}`, `0791${80 + n}0000${10 + n}`.slice(0, 12), 'female'];
  const claims = (more) => ({ 'person.name': name, 'person.id.number': id, 'person.sex': sex, ...more });
  const typed = (kind, subject, more, date) => ({
    kind, importer: 1, raw: JSON.stringify({ kind, date, people: { [subject]: claims(more) } }),
  });
  const card = [id, '', name, '15011994', sex === 'female' ? 'Nữ' : 'Nam', '12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh', '20052021'].join('|');
  return [
    { kind: 'cccd-qr-2021', importer: 2, raw: card },
    ...Array.from({ length: 3 }, (_, i) => typed('health-insurance', 'holder', { 'person.ethnicity': '01', 'person.nationality': 'VN' }, `202${i}-02-03`)),
    ...Array.from({ length: 3 }, (_, i) => typed('residence-confirmation', 'holder', { 'person.ethnicity': '01', 'person.religion': 'Không', 'person.hometown': 'Phường Chợ Lớn, Thành phố Hồ Chí Minh' }, `202${i}-03-04`)),
    ...Array.from({ length: 3 }, (_, i) => typed('driving-licence', 'holder', { 'person.birth.date': '1994-01-15' }, `202${i}-05-06`)),
  ];
}).flat();

const form = await portal(app, `<main><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`);
await drive(form);
await form.evaluate(async ([passphrase, family]) => {
  await vault.ok('create', { passphrase });
  await vault.ok('write', { edits: family.map((paper) => vault.put(JSON.stringify({ ...paper, mine: false, keptOn: '2026-11-01' }))) });
  await vault.ok('write', { edits: [vault.put(JSON.stringify({ consent: 1, sensitive: true, others: true, me: '' }), { kind: 'setting' })] });
  vault.worker.terminate();
}, [PASSPHRASE, family]);
console.log('\nthrough the interface');
const ROLES = [['mother', people.mother.name], ['father', people.father.name], ['applicant', people.father.name]];
await form.addInitScript(() => {
  // When the worker answered what, before the page hears of it
  const asked = new Map();
  window.answered = {};
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...more) {
    asked.set(message?.id, message?.op);
    return postMessage.call(this, message, ...more);
  };
  const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
  Object.defineProperty(Worker.prototype, 'onmessage', {
    set(heard) {
      set.call(this, heard && ((event) => {
        window.answered[asked.get(event.data.id)] = performance.now();
        heard.call(this, event);
      }));
    },
  });
  /** How long a click keeps the page's thread busy. */
  window.clicked = async (element) => {
    const begin = performance.now();
    element.click();
    await new Promise((resolve) => { setTimeout(resolve); });
    return performance.now() - begin;
  };
  /** The longest time for which the thread does nothing else, until `over()`. */
  window.longest = async (over) => {
    const { port1, port2 } = new MessageChannel();
    let longest = 0;
    let last = performance.now();
    await new Promise((resolve) => {
      port2.onmessage = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        if (over()) resolve();
        else port1.postMessage(0);
      };
      port1.postMessage(0);
    });
    return longest;
  };
});
const figures = new Map();
const note = (name, ms) => figures.set(name, [...(figures.get(name) ?? []), ms]);
for (let i = 0; i < ROUNDS; i++) {
  await form.reload();
  const element = form.locator('tro-ly');
  await ready(element);
  await screen(element, 1);
  await element.locator('#vault-typed').fill(PASSPHRASE);
  const drawn = element.evaluate((e) => new Promise((resolve) => {
    new MutationObserver((_, watch) => {
      if (!e.shadowRoot.querySelector('.vault[data-vault=open] [data-action=vault-use]')) return;
      watch.disconnect();
      resolve([window.answered.all - window.answered.open, performance.now() - window.answered.all]);
    }).observe(e.shadowRoot, { subtree: true, childList: true, attributes: true });
  }));
  await element.locator('#vault-typed').press('Enter');
  const [read, listed] = await drawn;
  note('key there until 500 papers are read', read);
  note('from then until 50 people are listed', listed);
  const click = (locator) => locator.evaluate((e) => window.clicked(e));
  for (const { name } of [people.mother, people.father]) {
    note('one person with ten papers, used', await click(element.getByRole('button', { name: `: ${name}` })));
  }
  await screen(element, 2);
  let all = 0;
  for (const [role, name] of ROLES) {
    const ms = await click(element.locator(`[data-role=${role}]`).getByLabel(name));
    note('one role given, its boxes filled', ms);
    all += ms;
  }
  note('three roles given, 60 boxes filled', all);
  await screen(element, 3);
  await form.waitForTimeout(1500); // that draft is written
  note('longest work of an idle second', await form.evaluate(() => { const end = performance.now() + 1000; return window.longest(() => performance.now() > end); }));
  for (let key = 0; key < 3; key++) {
    await element.locator('[id="f-applicant.name"]').press('x');
    note('longest work while a draft is written', await form.evaluate(async () => {
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      window.answered.write = 0;
      return window.longest(() => window.answered.write > 0);
    }));
  }
}
for (const [name, times] of figures) {
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(60)}${times[Math.floor(times.length / 2)].toFixed(1).padStart(6)}     (${times[0].toFixed(1)} to ${times.at(-1).toFixed(1)})`);
}
await app.close();
