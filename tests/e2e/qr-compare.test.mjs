// Our released QR module and npm's zxing-wasm read the same generated pictures (tests/qr_pictures): ours may read no fewer, and at
// least 95 % of those that are whole. Both get the same grey pixels; zxing-wasm is given everything that helps it.
//
// The table is kept as artifacts/e2e/qr-compare.txt. TROLY_QR_SET=FOLDER uses pictures that are there already:
//   TROLY_QR_OUT=FOLDER cargo test --test qr_pictures writes
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const root = fileURLToPath(new URL('../../', import.meta.url));

const zxingOptions = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: true,
  maxNumberOfSymbols: 0,
};

/** Reads a file of zxing-wasm and starts it. */
async function startZxing() {
  const main = createRequire(import.meta.url).resolve('zxing-wasm/reader');
  const wasmBinary = readFileSync(path.join(main.slice(0, main.lastIndexOf('dist')), 'dist/reader/zxing_reader.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** Our module as it is in dist/. */
async function startOurs() {
  const { files } = JSON.parse(readFileSync(path.join(root, 'dist/troly/manifest.json'), 'utf8'));
  const file = (name) => readFileSync(path.join(root, 'dist/troly', files[name].file));
  // Node would take dist/*.js for CommonJS
  const glue = await import(`data:text/javascript;base64,${file('qr.js').toString('base64')}`);
  await glue.default({ module_or_path: file('qr.wasm') });
  return glue;
}

function generate(folder) {
  const cargo = spawnSync(process.env.CARGO ?? 'cargo', ['test', '--locked', '--test', 'qr_pictures', 'writes'], {
    cwd: root, env: { ...process.env, TROLY_QR_OUT: folder }, encoding: 'utf8',
  });
  assert.equal(cargo.status, 0, `the pictures could not be generated:\n${cargo.stdout}\n${cargo.stderr ?? cargo.error}`);
}

/** Reads a binary PGM of 8 bits. */
function pgm(bytes) {
  const head = /^P5\n(\d+) (\d+)\n255\n/.exec(bytes.subarray(0, 64).toString('latin1'));
  const [width, height] = [Number(head[1]), Number(head[2])];
  return { width, height, luma: new Uint8Array(bytes.subarray(head[0].length)) };
}

async function zxing({ width, height, luma }, text) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  luma.forEach((value, i) => data.fill(value, 4 * i, 4 * i + 3));
  const start = performance.now();
  const found = await readBarcodes({ data, width, height }, zxingOptions);
  const ms = performance.now() - start;
  // by bytes: how it guesses the character set is not the question here
  return { read: found.some((f) => f.isValid && Buffer.from(f.bytes).toString('utf8') === text), ms };
}

function ours(glue, { width, height, luma }, text) {
  const start = performance.now();
  const found = JSON.parse(glue.scan(luma, width, height, true));
  const ms = performance.now() - start;
  return { read: found.codes.some((c) => c.text === text), ms, wrong: found.codes.some((c) => c.text !== text) };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const times = (values) => `${median(values).toFixed(0)}, ${Math.max(...values).toFixed(0)}`;
const share = (n, of) => `${n} of ${of} (${((100 * n) / of).toFixed(1)} %)`;
const count = (rows, what) => rows.filter(what).length;

test('our QR reader reads what zxing-wasm reads, and nearly all that is whole', { timeout: 900_000 }, async (t) => {
  const given = process.env.TROLY_QR_SET;
  const folder = given ?? mkdtempSync(path.join(tmpdir(), 'troly-qr-'));
  const rows = [];
  try {
    if (!given) generate(folder);
    await startZxing();
    const glue = await startOurs();
    for (const { file, kind, whole } of JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'))) {
      const picture = pgm(readFileSync(path.join(folder, `${file}.pgm`)));
      const text = readFileSync(path.join(folder, `${file}.txt`), 'utf8');
      rows.push({ file, kind, whole, ours: ours(glue, picture, text), zxing: await zxing(picture, text) });
    }
  } finally {
    if (!given) rmSync(folder, { recursive: true });
  }

  const line = (cells) => cells.map((cell, i) => (i ? String(cell).padStart(16) : cell.padEnd(16))).join('');
  const lines = [line(['kind', 'pictures', 'whole', 'ours of whole', 'zxing of whole', 'only zxing', 'ours ms', 'zxing ms'])];
  for (const kind of new Set(rows.map((row) => row.kind))) {
    const mine = rows.filter((row) => row.kind === kind);
    const whole = mine.filter((row) => row.whole);
    lines.push(line([
      kind, mine.length, whole.length, count(whole, (r) => r.ours.read), count(whole, (r) => r.zxing.read),
      count(mine, (r) => r.zxing.read && !r.ours.read), times(mine.map((r) => r.ours.ms)), times(mine.map((r) => r.zxing.ms)),
    ]));
  }
  const whole = rows.filter((row) => row.whole);
  const total = { ours: count(rows, (r) => r.ours.read), zxing: count(rows, (r) => r.zxing.read) };
  const ofWhole = { ours: count(whole, (r) => r.ours.read), zxing: count(whole, (r) => r.zxing.read) };
  lines.push(
    'ms: median, longest',
    `whole pictures: ours ${share(ofWhole.ours, whole.length)}, zxing-wasm ${share(ofWhole.zxing, whole.length)}`,
    `all pictures: ours ${share(total.ours, rows.length)}, zxing-wasm ${share(total.zxing, rows.length)}`,
    `only zxing-wasm: ${rows.filter((r) => r.zxing.read && !r.ours.read).map((r) => r.file).join(' ') || 'none'}`,
  );
  mkdirSync(path.join(root, 'artifacts/e2e'), { recursive: true });
  writeFileSync(path.join(root, 'artifacts/e2e/qr-compare.txt'), `${lines.join('\n')}\n`);
  for (const text of lines) t.diagnostic(text);

  assert.ok(rows.length >= 200, `only ${rows.length} pictures`);
  assert.equal(count(rows, (r) => r.ours.wrong), 0, 'codes read wrongly');
  assert.ok(total.ours >= total.zxing, `zxing-wasm reads more: ${total.zxing}, ours ${total.ours}`);
  assert.ok(ofWhole.ours * 100 >= whole.length * 95, `less than 95 % of the whole ones: ${share(ofWhole.ours, whole.length)}`);
});
