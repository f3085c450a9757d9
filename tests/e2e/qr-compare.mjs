// Our released QR module and npm's zxing-wasm read the same pictures; ours may read no fewer, and at least 95 % of the whole ones.
//
//   TROLY_QR_OUT=FOLDER cargo test --test qr_pictures     writes the pictures, their texts and manifest.json
//   node tests/e2e/qr-compare.mjs FOLDER [DIST]           DIST: what `cargo xtask build` wrote (default: dist/ of the repository)
//
// Exit code 0 when both hold, 1 when not. Both readers get the same grey pixels; zxing-wasm is given everything that helps it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const folder = process.argv[2];
const dist = process.argv[3] ?? path.join(import.meta.dirname, "../../dist");
if (!folder) {
  console.error("usage: node tests/e2e/qr-compare.mjs FOLDER [DIST]");
  process.exit(2);
}

const wasmBinary = readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve("zxing-wasm/reader")), "../../reader/zxing_reader.wasm"));
await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
const zxingOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: true,
  maxNumberOfSymbols: 0,
};

const { files } = JSON.parse(readFileSync(path.join(dist, "troly/manifest.json"), "utf8"));
const file = (name) => readFileSync(path.join(dist, "troly", files[name].file));
const glue = await import(`data:text/javascript;base64,${file("qr.js").toString("base64")}`);
await glue.default({ module_or_path: file("qr.wasm") });

/** Reads a binary PGM of 8 bits. */
function pgm(bytes) {
  const head = /^P5\n(\d+) (\d+)\n255\n/.exec(bytes.subarray(0, 64).toString("latin1"));
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
  return { read: found.some((f) => f.isValid && Buffer.from(f.bytes).toString("utf8") === text), ms };
}

function ours({ width, height, luma }, text) {
  const start = performance.now();
  const found = JSON.parse(glue.scan(luma, width, height, true));
  const ms = performance.now() - start;
  return { read: found.codes.some((c) => c.text === text), ms, wrong: found.codes.some((c) => c.text !== text) };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const kinds = new Map();
let wrong = 0;
for (const { file: name, kind, whole } of JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8"))) {
  const picture = pgm(readFileSync(path.join(folder, `${name}.pgm`)));
  const text = readFileSync(path.join(folder, `${name}.txt`), "utf8");
  const a = ours(picture, text);
  const b = await zxing(picture, text);
  const row = kinds.get(kind) ?? { pictures: 0, whole: 0, ours: 0, zxing: 0, oursOfWhole: 0, zxingOfWhole: 0, onlyZxing: [], oursMs: [], zxingMs: [] };
  kinds.set(kind, row);
  row.pictures += 1;
  row.whole += whole;
  row.ours += a.read;
  row.zxing += b.read;
  row.oursOfWhole += whole && a.read;
  row.zxingOfWhole += whole && b.read;
  row.oursMs.push(a.ms);
  row.zxingMs.push(b.ms);
  if (b.read && !a.read) row.onlyZxing.push(name);
  wrong += a.wrong;
}

const table = {};
const total = { pictures: 0, whole: 0, ours: 0, zxing: 0, oursOfWhole: 0, zxingOfWhole: 0 };
const times = [];
for (const [kind, row] of kinds) {
  table[kind] = {
    pictures: row.pictures,
    whole: row.whole,
    "whole, ours": row.oursOfWhole,
    "whole, zxing": row.zxingOfWhole,
    "only zxing": row.onlyZxing.join(" "),
    "ours ms (median, most)": `${median([...row.oursMs]).toFixed(0)}, ${Math.max(...row.oursMs).toFixed(0)}`,
    "zxing ms (median, most)": `${median([...row.zxingMs]).toFixed(0)}, ${Math.max(...row.zxingMs).toFixed(0)}`,
  };
  for (const key of Object.keys(total)) total[key] += row[key];
  times.push(...row.oursMs);
}
console.table(table);
const share = (n, of) => `${n} of ${of} (${((100 * n) / of).toFixed(1)} %)`;
console.log(`whole pictures: ours ${share(total.oursOfWhole, total.whole)}, zxing-wasm ${share(total.zxingOfWhole, total.whole)}`);
console.log(`all pictures: ours ${share(total.ours, total.pictures)}, zxing-wasm ${share(total.zxing, total.pictures)}; ours takes ${median(times).toFixed(0)} ms (median)`);

const failures = [];
if (total.pictures < 200) failures.push(`only ${total.pictures} pictures`);
if (total.ours < total.zxing) failures.push("zxing-wasm reads more");
if (total.oursOfWhole * 100 < total.whole * 95) failures.push("less than 95 % of the whole ones read");
if (wrong) failures.push(`${wrong} codes read wrongly`);
for (const failure of failures) console.error(`FAILED: ${failure}`);
process.exit(failures.length ? 1 : 0);
