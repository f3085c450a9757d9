// How fast the released element is in a real browser: `cargo xtask bench`. It prints what it measured; it judges nothing.
//
// Everything goes through what a person or a page has: clicks, keys, `openDossier`. A figure is the time from the call or
// the event until all that follows from it is done (every microtask and promise of that turn), plus the style and layout
// of the whole page, which are forced then. The boxes stand on one page, all of them shown.
//
// Other programs disturb: many runs, the median counts, and the load of the machine stands beside the table.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { card, cards, definition } from './bench-form.mjs';
import { launch, url } from './lib.mjs';
import { ready, scan, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

const site = process.env.TROLY_BENCH_SITE; // the directory that is served
const only = process.argv.slice(2); // `60`, `1000`: sizes
const at = (name) => `${site}/bench/${name}`;
const SIZES = [60, 1000].filter((n) => !only.length || only.includes(String(n)));
const RUNS = { 60: 60, 1000: 8 };
const WIDE = { width: 1280, height: 900 };

function publish(name, form) {
  writeFileSync(at(`${name}.json`), JSON.stringify(form));
  writeFileSync(at(`${name}.html`), `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Đo</title><link rel="icon" href="/icon.svg"></head>
<body><main><h1>Đo</h1><tro-ly procedure="/bench/${name}.json" today="${TODAY}"></tro-ly></main><script type="module" src="/troly/troly.js"></script></body></html>`);
}

// ---- in the page

/** Runs in every page: `bench` does one thing and says how long it took. */
function tools() {
  const now = () => performance.now();
  const host = () => document.querySelector('tro-ly');
  const root = () => host().shadowRoot;
  const layout = () => root().querySelector('.troly').getBoundingClientRect().height + document.documentElement.scrollHeight;
  /** The end of this turn: what was started has run, with all promises that it waits for. Not the next task, which may
   *  come after the browser has painted a frame. A hundred empty turns take 10 µs. */
  const turn = async () => { for (let i = 0; i < 100; i++) await null; };
  const task = () => new Promise((done) => setTimeout(done));
  const quiet = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 4)));
  const bench = (window.bench = { host, root, keys: [] });
  /** [work, layout] in ms of what `act` starts. */
  bench.time = async (act) => {
    await quiet();
    layout();
    const start = now();
    act();
    await turn();
    const done = now();
    layout();
    return [done - start, now() - done];
  };
  bench.click = (selector) => bench.time(() => root().querySelector(selector).click());
  bench.filled = () => root().querySelectorAll('.field[data-state]:not([data-state=empty])').length;
  /** From the first listener of a real key's `input` event to the last one. After each listener the browser runs what
   *  it has promised, so waiting in the first one would end before ours has begun. */
  bench.listen = () => {
    let start = 0;
    addEventListener('input', () => { start = now(); }, true);
    addEventListener('input', async () => {
      await turn();
      const done = now();
      layout();
      bench.keys.push([done - start, now() - done]);
    });
  };
  bench.calibrate = () => {
    const start = now();
    let x = 1;
    const list = [];
    for (let i = 0; i < 300000; i++) {
      x = (x * 1103515245 + 12345) % 2147483648;
      list.push(x);
    }
    list.sort((a, b) => a - b);
    return now() - start;
  };
  const there = async (selector) => {
    while (!root().querySelector(selector)) await task();
    return root().querySelector(selector);
  };
  addEventListener('troly-ready', async () => {
    const start = await there('[data-action=start]');
    layout();
    bench.ready = now();
    if (location.hash === '#stay') return;
    // On to the page with the boxes, as fast as a person never could
    start.click();
    (await there('[data-action=screen][data-to="3"]')).click();
    await there('.page:not([aria-busy]) .field'); // all of it: the rest of a long form comes after what is seen
    layout();
    bench.shown = now();
  }, { once: true, capture: true });
}

// ---- figures

const order = (list) => [...list].sort((a, b) => a - b);
const part = (list, p) => order(list)[Math.min(list.length - 1, Math.floor(list.length * p))];
const ms = (n) => (n < 10 ? n.toFixed(2) : n.toFixed(1));
const rows = [];

function report(size, what, samples) {
  const all = samples.map(([work, layout]) => work + layout);
  const median = (list) => part(list, 0.5);
  rows.push([String(size), what, ms(median(all)), ms(part(all, 0.95)), ms(Math.min(...all)), ms(median(samples.map((s) => s[0]))), ms(median(samples.map((s) => s[1]))), String(all.length)]);
  process.stdout.write(`  ${size} boxes, ${what}: ${ms(median(all))} ms\n`);
}

function table(head, body) {
  const width = head.map((h, i) => Math.max(...[head, ...body].map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i === 1 ? cell.padEnd(width[i]) : cell.padStart(width[i]))).join('  ');
  return [head, ...body].map(line).join('\n');
}

async function times(n, one) {
  const samples = [];
  for (let i = 0; i < n + 3; i++) {
    const sample = await one(i);
    if (i >= 3) samples.push(sample); // the first ones compile
  }
  return samples;
}

function check(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: ${found} boxes are filled, not ${wanted}`);
}

// ---- what is measured

const browser = await launch();
const fresh = (name, hash = '') => browser.newPage(`/bench/${name}.html${hash}`, { viewport: WIDE, scripts: [tools] });

/** Waits until the boxes are on the page. */
async function shown(page) {
  await page.waitForFunction(() => window.bench?.shown);
}

async function starts(size, runs) {
  const samples = { ready: [], shown: [] };
  for (let i = 0; i < runs + 1; i++) {
    const page = await fresh(`form-${size}`);
    await shown(page);
    const [ready, boxes] = await page.evaluate(() => [bench.ready, bench.shown]);
    if (i > 0) {
      samples.ready.push([ready, 0]);
      samples.shown.push([boxes, 0]);
    }
    await page.context().close();
  }
  report(size, 'navigation → usable (troly-ready, laid out)', samples.ready);
  report(size, 'navigation → all boxes on the page', samples.shown);
}

/** One card typed as a scanner does; one person in one role, which fills all the boxes. */
async function casting(size, runs) {
  // Not by way of the form: what is left unanswered there is pointed out when it is left, and then has to go again
  const page = await fresh(`one-${size}`, '#stay');
  const form = page.locator('tro-ly');
  await ready(form);
  await page.waitForFunction(() => window.bench?.ready);
  await screen(form, 1);
  await scan(form, card(1));
  await form.locator('.id-card').waitFor();
  await screen(form, 2);
  const role = '[data-role="p1"] input';
  await form.locator(role).first().waitFor();
  const samples = await times(runs, async () => {
    await page.evaluate((r) => bench.click(r), `${role}[id$="-none"]`);
    return page.evaluate((r) => bench.click(r), role);
  });
  report(size, 'casting fills all (click, on the page of roles)', samples);
  await page.evaluate(() => bench.click('[data-action=next]'));
  const again = async () => {
    await page.evaluate(() => bench.click('[data-action=undo]'));
    return page.evaluate(() => bench.click('[data-action=redo]'));
  };
  const redone = await times(runs, again);
  check(await page.evaluate(() => bench.filled()), size, 'after doing it again');
  report(size, 'casting fills all, in place (click on “redo”)', redone);
  const opened = await times(runs, async () => {
    await screen(form, 2);
    return page.evaluate(() => bench.click('[data-action=next]'));
  });
  check(await page.evaluate(() => bench.filled()), size, 'after casting');
  report(size, 'that page drawn, all boxes filled (click on “next”)', opened);
  report(size, 'casting fills all, in place, where each box said that it is empty', await times(runs, again));
  await page.context().close();
}

/** The whole dossier through the public method, into boxes that are on the page. */
async function opening(size, runs) {
  const form = definition(size);
  const page = await fresh(`form-${size}`);
  const element = page.locator('tro-ly');
  await shown(page);
  const nothing = JSON.stringify(cards(form, 0));
  const open = (text, wanted) => page.evaluate(async ([t, n]) => {
    const time = await bench.time(() => bench.host().openDossier(t));
    // Addresses wait for the list of communes, once
    while (bench.filled() !== n) await new Promise((r) => setTimeout(r, 20));
    return time;
  }, [text, wanted]);
  const full = JSON.stringify(cards(form, Math.ceil(size / 10)));
  const samples = await times(runs, async () => {
    await open(nothing, 0);
    return open(full, size);
  });
  report(size, 'filled from cards, in place (openDossier)', samples);
  await page.evaluate(() => bench.root().querySelectorAll('[data-action=confirm-section]').forEach((b) => b.click()));
  const [download] = await Promise.all([page.waitForEvent('download'), element.locator('[data-action=save]').click()]);
  const typed = JSON.parse(readFileSync(await download.path(), 'utf8'));
  for (const key of ['records', 'people', 'casting']) delete typed[key];
  for (const answer of Object.values(typed.answers)) {
    delete answer.origin;
    answer.state = 'edited';
  }
  const text = JSON.stringify(typed);
  const byHand = await times(runs, async () => {
    await open(nothing, 0);
    return open(text, size);
  });
  report(size, 'filled with typed answers, in place (openDossier)', byHand);
  await keys(page, size, 'filled form', Math.max(40, runs));
  await open(nothing, 0);
  await keys(page, size, 'empty form', Math.max(40, runs));
  await page.context().close();
}

/** Real keys, in boxes in the middle of the form. */
async function keys(page, size, where, runs) {
  await page.evaluate(() => { if (!bench.heard) { bench.heard = true; bench.listen(); } });
  const middle = `s${Math.ceil(size / 20)}`;
  const boxes = { name: ['a name', 'a', 0], number: ['a number', '1', 0], birthDate: ['a date that two boxes and two rules need', '1', 2] };
  for (const [id, [what, key, nth]] of Object.entries(boxes)) {
    const input = page.locator(`tro-ly .field[data-path="${middle}.${id}"] input`).nth(nth);
    await input.focus();
    await page.keyboard.press('End');
    const samples = await times(runs, async (i) => {
      await page.waitForTimeout(30);
      const before = await page.evaluate(() => bench.keys.length);
      await page.keyboard.press(i % 2 ? 'Backspace' : key);
      await page.waitForFunction((n) => bench.keys.length > n, before);
      return page.evaluate(() => bench.keys.at(-1));
    });
    report(size, `a key in ${what}, ${where}`, samples);
  }
}

/** The core alone, in wasm: the module that `cargo xtask bench` builds beside the released one. */
async function core(size, runs) {
  const page = await browser.newPage(`/bench/form-${size}.html`, { viewport: WIDE });
  const form = definition(size);
  const full = JSON.stringify(cards(form, Math.ceil(size / 10)));
  const samples = await page.evaluate(async ([json, dossier, today, runs]) => {
    const { default: init, Core } = await import('/bench/core.js');
    await init({ module_or_path: '/bench/core.wasm' });
    const core = new Core(json, dossier, today);
    core.units(new Uint8Array(await (await fetch('/bench/units.bin')).arrayBuffer()));
    const out = {};
    for (const name of ['check', 'edit', 'open', 'export']) {
      const times = [];
      for (let i = 0; i < 30; i++) {
        const start = performance.now();
        const n = name === 'check' ? runs * 4 : runs;
        core[name](n);
        times.push((performance.now() - start) / n);
      }
      out[name] = times.slice(5).map((t) => [t, 0]);
    }
    return out;
  }, [JSON.stringify(form), full, TODAY, runs]);
  report(size, 'core: full check', samples.check);
  report(size, 'core: an edit and all that follows from it', samples.edit);
  report(size, 'core: a dossier opened', samples.open);
  report(size, 'core: a dossier exported (the draft, once a second at most)', samples.export);
  await page.context().close();
}

mkdirSync(at(''), { recursive: true });
const load = loadavg()[0];
try {
  for (const size of SIZES) {
    publish(`form-${size}`, definition(size));
    publish(`one-${size}`, definition(size, true));
  }
  const idle = await fresh(`form-${SIZES[0]}`);
  await shown(idle);
  const calm = await times(20, () => idle.evaluate(() => [bench.calibrate(), 0]));
  await idle.context().close();
  for (const size of SIZES) {
    await core(size, size > 60 ? 5 : 50);
    await casting(size, RUNS[size]);
    await opening(size, RUNS[size]);
    await starts(size, size > 60 ? 5 : 15);
  }
  console.log(`\nms; the element of dist/ at ${url} in Chromium ${browser.browser.version()}, ${cpus().length} × ${cpus()[0].model.trim()}`);
  console.log(`load ${load.toFixed(2)} before and ${loadavg()[0].toFixed(2)} after; a fixed piece of work took ${ms(part(calm.map((s) => s[0]), 0.5))} ms\n`);
  console.log(table(['boxes', 'what', 'median', 'p95', 'least', 'work', 'layout', 'runs'], rows));
} finally {
  await browser.close({ check: false });
}
