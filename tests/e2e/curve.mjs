// How the core's work grows with the form: `cargo xtask bench --curve`. The released wasm in Chromium, and beside it in the same
// page ajv with the JSON Schema that is derived from the same definition. Writes docs/bench.md and docs/bench-curve.svg.
//
// Other programs disturb: many short runs in turn, the median counts, and the load of the machine is said.
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';
import { isAbsolute } from 'node:path';
import { FLAGS, executable } from './lib.mjs';

const site = process.env.TROLY_BENCH_SITE;
const SIZES = [60, 250, 1000, 2500, 5000];
const TODAY = '2026-11-27';
const ROUNDS = 31;

// ---- a form of any size, as short as its authors may write it: ten boxes make a section

const vi = (text) => ({ vi: text });
const BOXES = (s) => [
  { id: 'name', type: 'text', label: vi('Họ, chữ đệm, tên'), required: true },
  { id: 'birth', type: 'date', label: vi('Ngày sinh'), required: true },
  { id: 'ethnic', type: 'choice', label: vi('Dân tộc'), list: 'ethnic-groups', required: true },
  { id: 'weight', type: 'integer', label: vi('Cân nặng'), min: 300, max: 8000 },
  { id: 'mail', type: 'email', label: vi('Thư điện tử') },
  { id: 'here', type: 'yes-no', label: vi('Có người này'), required: true },
  { id: 'job', type: 'text', label: vi('Nghề nghiệp'), required: true, show: `has(${s}.here) && ${s}.here`, max: 60 },
  { id: 'number', type: 'citizen-id', label: vi('Số định danh') },
  { id: 'street', type: 'text', label: vi('Số nhà, đường'), required: true, max: 120 },
  { id: 'notes', type: 'multiline', label: vi('Ghi chú') },
];
const ANSWERS = {
  name: 'Trần Thị Hồng Ngọc', birth: '1994-03-08', ethnic: '01', weight: 3200, mail: 'ngoc.tran@example.vn', here: true, job: 'Giáo viên',
  number: '038194005678', street: 'Số 12 đường Lê Lợi', notes: 'Nhận kết quả trong giờ hành chính.',
};

function form(n) {
  const sections = Array.from({ length: n / 10 }, (_, i) => {
    const fields = BOXES(`s${i}`).map((box) => ({ ...box, id: `s${i}.${box.id}` }));
    return { id: `s${i}`, title: vi(`Mục ${i + 1}`), fields };
  });
  const rules = sections.map(({ id }) => (
    { id: `R-${id}`, severity: 'error', check: `${id}.birth <= today()`, fields: [`${id}.birth`], message: vi('Ngày ở sau hôm nay.') }));
  const definition = {
    troly: 1, id: `0.${String(n).padStart(6, '0')}`, version: '2026.1.1', title: vi('Đo'), formName: vi('Đo'), formNumber: vi('Đo'),
    effectiveFrom: '2026-01-01', checkedOn: '2026-01-01', agency: vi('Không'), fee: vi('Không'), timeLimit: vi('Không'),
    steps: [{ id: 'all', title: vi('Đo'), sections }], rules,
  };
  return { definition, data: Object.fromEntries(sections.map(({ id }) => [id, { ...ANSWERS }])) };
}

// ---- the page

mkdirSync(`${site}/published`, { recursive: true });
const troly = (...args) => execFileSync('target/debug/troly', args, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** The form, published, with its schema, data that are right and data with one box wrong. */
function prepare(n) {
  const { definition, data } = form(n);
  const file = `${site}/curve-${n}.json`;
  writeFileSync(file, JSON.stringify(definition));
  troly('publish', file, '--out', `${site}/published`);
  const packed = readFileSync(`${site}/published/curve-${n}.json`, 'utf8').replace(/^\{"en":"[\w.-]+","full":"[\w.-]+",/, '{');
  const wrong = structuredClone(data);
  wrong.s3.number = '0381940056789';
  return { n, packed, schema: JSON.parse(troly('schema', file)), data, wrong };
}

/** A CommonJS package with all that it needs, as one script for the page. */
function bundled(names) {
  const modules = new Map();
  const add = (name, from) => {
    const path = isAbsolute(name) ? name : createRequire(from).resolve(name);
    if (!modules.has(path)) {
      modules.set(path, '');
      const text = readFileSync(path, 'utf8');
      const linked = text.replace(/\brequire\(["']([^"']+)["']\)/g, (_, needs) => `require(${JSON.stringify(add(needs, path))})`);
      modules.set(path, path.endsWith('.json') ? `module.exports = ${text}` : linked);
    }
    return path;
  };
  const entries = names.map((name) => [name, add(name, import.meta.filename ?? new URL(import.meta.url).pathname)]);
  const bodies = [...modules].map(([path, text]) => `${JSON.stringify(path)}: (module, exports, require) => {${text}\n}`);
  return `const all = {${bodies.join(',\n')}}, made = {};
const require = (path) => { if (!made[path]) { const module = made[path] = { exports: {} }; all[path](module, module.exports, require); } return made[path].exports; };
${entries.map(([, path], i) => `export const m${i} = require(${JSON.stringify(path)});`).join('\n')}`;
}

const files = {
  '/': ['text/html', '<!doctype html><meta charset="utf-8"><title>curve</title><link rel="icon" href="data:,">'],
  '/core.js': ['text/javascript', readFileSync(`${site}/core.js`)],
  '/core.wasm': ['application/wasm', readFileSync(`${site}/core.wasm`)],
  '/ajv.js': ['text/javascript', bundled(['ajv/dist/2020.js', 'ajv-formats'])],
};
const server = createServer((request, response) => {
  const [type, body] = files[request.url] ?? [];
  response.writeHead(type ? 200 : 404, type ? { 'content-type': type } : {}).end(body);
});
await new Promise((done) => { server.listen(0, '127.0.0.1', done); });

/** Runs in the page: the samples of each size. */
async function measure({ forms, today, rounds }) {
  const { default: init, Core } = await import('/core.js');
  await init({ module_or_path: '/core.wasm' });
  const { m0: { default: Ajv }, m1: { default: addFormats } } = await import('/ajv.js');
  /** Milliseconds of one of so many runs that the clock can tell. */
  const timed = (work) => {
    let times = 1;
    for (;;) {
      const start = performance.now();
      work(times);
      const took = performance.now() - start;
      if (took > 4) return took / times;
      times *= 2;
    }
  };
  const works = forms.map(({ n, packed, schema, data, wrong }) => {
    const ajv = new Ajv({ allErrors: true, strict: false });
    addFormats(ajv);
    const valid = ajv.compile(schema);
    const core = Core.ofData(packed, JSON.stringify(data), today);
    // Both must find the form right, and both the same box wrong
    const found = Core.ofData(packed, JSON.stringify(wrong), today).check(1);
    if (!valid(data) || core.check(1) !== 0 || valid(wrong) || found !== 1) throw new Error(`${n}: the two do not agree`);
    return {
      check: (times) => core.check(times),
      ajv: (times) => { for (let i = 0; i < times; i++) valid(data); },
      key: (times) => core.key(times, `s${n / 20}.number`, '038194005678', '0381940056789'),
      start: (times) => core.start(times),
    };
  });
  const samples = works.map((work) => Object.fromEntries(Object.keys(work).map((what) => [what, []])));
  // The engine compiles again and better what runs often: both sides are given the time
  for (const work of works) {
    for (const run of Object.values(work)) for (const end = performance.now() + 400; performance.now() < end;) run(1);
  }
  for (let round = 0; round < rounds; round++) {
    works.forEach((work, i) => {
      for (const [what, run] of Object.entries(work)) samples[i][what].push(timed(run));
    });
  }
  return samples;
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const load = loadavg()[0];
const browser = await chromium.launch({ executablePath: executable(), args: FLAGS });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const samples = await page.evaluate(measure, { forms: SIZES.map(prepare), today: TODAY, rounds: ROUNDS });
const version = browser.version();
await browser.close();
server.close();
const all = samples.map((of) => Object.fromEntries(Object.entries(of).map(([what, list]) => [what, median(list)])));

// ---- what is written

const ms = (n) => (n < 0.1 ? n.toFixed(4) : n < 10 ? n.toFixed(2) : n.toFixed(1));
const rows = SIZES.map((n, i) => [n, ms(all[i].check), ms(all[i].ajv), `${(all[i].check / all[i].ajv).toFixed(2)}×`, ms(all[i].key), ms(all[i].start)]);
const table = [
  '| boxes | full check | ajv, same form | check ÷ ajv | one key | opening |',
  '| --: | --: | --: | --: | --: | --: |',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

/** Both axes logarithmic: what grows linearly is a line of slope one. */
function svg() {
  const [w, h, left, top, right, bottom] = [720, 440, 70, 20, 150, 50];
  const low = -3;
  const high = 2;
  const x = (n) => left + ((Math.log10(n) - Math.log10(50)) / (Math.log10(6000) - Math.log10(50))) * (w - left - right);
  const y = (t) => top + ((high - Math.log10(t)) / (high - low)) * (h - top - bottom);
  const lines = { start: ['opening', '#0b4f9e'], check: ['full check', '#17613a'], ajv: ['ajv', '#8a919e'], key: ['one key', '#a4161a'] };
  const out = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" font-family="sans-serif" font-size="13" role="img" aria-label="Milliseconds against boxes">`, `<rect width="${w}" height="${h}" fill="#fff"/>`];
  for (let p = low; p <= high; p++) out.push(`<path d="M${left} ${y(10 ** p).toFixed(1)}H${w - right}" stroke="#d9dde4"/><text x="${left - 8}" y="${(y(10 ** p) + 4).toFixed(1)}" text-anchor="end">${10 ** p} ms</text>`);
  for (const n of SIZES) out.push(`<path d="M${x(n).toFixed(1)} ${top}V${h - bottom}" stroke="#eef0f3"/><text x="${x(n).toFixed(1)}" y="${h - bottom + 18}" text-anchor="middle">${n}</text>`);
  out.push(`<text x="${(left + w - right) / 2}" y="${h - 10}" text-anchor="middle">boxes (both axes logarithmic)</text>`);
  for (const [what, [name, colour]] of Object.entries(lines)) {
    const points = SIZES.map((n, i) => [x(n), y(all[i][what])].map((v) => v.toFixed(1)));
    out.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((p) => p.join(',')).join(' ')}"/>`);
    for (const [px, py] of points) out.push(`<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`);
    out.push(`<text x="${Number(points.at(-1)[0]) + 10}" y="${Number(points.at(-1)[1]) + 4}" fill="${colour}">${name}</text>`);
  }
  return `${out.join('\n')}\n</svg>\n`;
}

const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Chromium ${version}; load ${load.toFixed(2)} before and ${loadavg()[0].toFixed(2)} after`;
console.log(`\nms; ${machine}\n\n${table}\n`);
writeFileSync('docs/bench-curve.svg', svg());
writeFileSync('docs/bench.md', `# How the work grows with the form

Written by \`cargo xtask bench --curve\`; milliseconds, medians of ${ROUNDS} rounds in turn. Compare within the table, not with other machines.
${machine}.

${table}

![The same as a curve](bench-curve.svg)

- **Full check**: all built-in checks, conditions and rules over all answers, everything anew, in the released wasm. Every section of ten boxes
  has one rule and one condition.
- **ajv**: version 8, all errors, compiled from the JSON Schema that is derived from the same definition; only its call is measured. Both
  find the same form right, and the same box wrong. The schema does not have the rules; ours checks them.
- **One key**: an answer changes by a digit, which makes it wrong or right again, with all that follows: findings, conditions, what is required,
  counts of each section and of the form.
- **Opening**: the published definition is read, and an empty dossier made of it: plan, conditions, findings, counts. Drawing is not in it; see
  \`cargo xtask bench --pages\` for a page as a whole.
`);
