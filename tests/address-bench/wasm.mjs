// How fast the released code converts addresses in wasm (Node): `cargo xtask bench --address`. Writes wasm.json into its folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const site = resolve(process.argv[2]);
const { default: init, Addresses } = await import(pathToFileURL(`${site}/core.js`).href);
await init({ module_or_path: readFileSync(`${site}/core.wasm`) });
const bytes = readFileSync(`${site}/units.bin`);

// RFC 4180, as much as the file needs.
const pieces = readFileSync(`${site}/cases.csv`, 'utf8').match(/(?:"(?:[^"]|"")*"|[^,\n"]*)(?:,|\n)/g) ?? [];
const cells = pieces.map((p) => p.slice(0, -1)).map((p) => (p.startsWith('"') ? p.slice(1, -1).replaceAll('""', '"') : p));
const texts = cells.filter((_, i) => i % 4 === 1).slice(1);

const ready = [];
let addresses;
for (let i = 0; i < 15; i += 1) {
  const copy = new Uint8Array(bytes);
  const start = performance.now();
  addresses = new Addresses(copy);
  ready.push(performance.now() - start);
}
const best = texts.map(() => Infinity);
for (let round = 0; round < 9; round += 1) {
  texts.forEach((text, i) => {
    const start = process.hrtime.bigint();
    addresses.convert(text);
    best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / 1000);
  });
}
const slowest = best.indexOf(Math.max(...best));
const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).length;
writeFileSync(`${site}/wasm.json`, JSON.stringify({
  cases: texts.length, perSecond: (1e6 * best.length) / best.reduce((a, b) => a + b), slowestMicroseconds: best[slowest], slowest: texts[slowest],
  readyMilliseconds: Math.min(...ready), firstMilliseconds: ready[0], bytes: bytes.length, brotli, node: process.version,
}));
