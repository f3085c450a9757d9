// The npm package `troly-address` as its users have it: packed, installed into a fresh project, and used there from Node, from
// TypeScript, and in Chromium under the strict policy, in a page and in a worker.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { table } from './csv.mjs';
import { assertClean, launch } from './lib.mjs';
import { POLICY } from './pages.mjs';

const at = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const PROJECT = at('target/package-test/');
const INSTALLED = path.join(PROJECT, 'node_modules/troly-address/');
const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const CASES = table(readFileSync(at('tests/fixtures/cases/address_cases.csv'), 'utf8'));
const ADDRESS = '12 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM';

function run(program, args, cwd = PROJECT) {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, npm_config_update_notifier: 'false' } });
  assert.equal(done.status, 0, `${program} ${args[0]}: ${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

let app, packed, troly, address;
before(async () => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(PROJECT, { recursive: true });
  [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', PROJECT], at('dist/troly-address')));
  writeFileSync(path.join(PROJECT, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', path.join(PROJECT, packed.filename)]);
  // As a module of that project would see it
  writeFileSync(path.join(PROJECT, 'entry.js'), `export * from 'troly-address';\n`);
  troly = await import(pathToFileURL(path.join(PROJECT, 'entry.js')));
  address = await troly.load();
  app = await launch();
});
after(async () => { await app?.close(); });

test('it holds what it needs, says its version and its licences, and nothing else is in it', () => {
  assert.deepEqual(packed.files.map((f) => f.path).sort(), [
    'LICENSES/DATA.md', 'LICENSES/LICENSE-APACHE', 'LICENSES/LICENSE-MIT', 'LICENSES/third-party.txt',
    'README.md', 'index.d.ts', 'index.js', 'node.js', 'package.json', 'troly-address.wasm', 'units.bin',
  ]);
  const { version } = JSON.parse(readFileSync(path.join(INSTALLED, 'package.json'), 'utf8'));
  assert.equal(version, /^version = "(.+)"$/m.exec(readFileSync(at('Cargo.toml'), 'utf8'))[1]);
  assert.equal(troly.version, version);
  const read = (name) => readFileSync(path.join(INSTALLED, name), 'utf8');
  assert.match(read('LICENSES/third-party.txt'), /serde_json/);
  assert.doesNotMatch(read('LICENSES/third-party.txt'), /yew /);
  assert.doesNotMatch(read('README.md'), /SIZES|VERSION/);
});

test('what it exports is what its types declare', () => {
  const types = readFileSync(path.join(INSTALLED, 'index.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(troly).sort(), declared.sort());
  const methods = /export interface Addresses \{(.*?)^\}/ms.exec(types)[1];
  const members = new Set([...methods.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)].map(([, name]) => name));
  assert.deepEqual(Object.keys(address).sort(), [...members].sort());
});

/** The words of a union in the types. */
function union(name) {
  const types = readFileSync(path.join(INSTALLED, 'index.d.ts'), 'utf8');
  return new Set([...new RegExp(`export type ${name} =([^;]+);`).exec(types)[1].matchAll(/'([^']+)'/g)].map(([, word]) => word));
}

test('every labelled address gets a plain object of the declared words, and those that are certain the right commune', () => {
  const [statuses, bases, parts, types] = ['Status', 'Basis', 'PartName', 'CommuneType'].map(union);
  const seen = new Set();
  for (const { input, expected_status, expected_new_codes } of CASES) {
    for (const subject of ['people', 'land']) {
      const answer = address.convert(input, { for: subject });
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
      assert.ok(statuses.has(answer.status));
      seen.add(answer.status);
      for (const candidate of [...answer.candidates, ...answer.also]) {
        assert.ok(bases.has(candidate.basis) && types.has(candidate.type), JSON.stringify(candidate));
        assert.match(candidate.code, /^\d{5}$/);
      }
      for (const { part, text, start, end } of answer.parts) {
        assert.ok(parts.has(part));
        assert.equal(input.slice(start, end).normalize('NFC'), text);
      }
      assert.equal(answer.address !== null, ['certain', 'already_new'].includes(answer.status));
      assert.ok(answer.explanation.vi && answer.explanation.en);
      if (expected_status === 'ok') assert.deepEqual(answer.candidates.map((c) => c.code), [expected_new_codes], input);
    }
  }
  assert.ok(seen.size >= 5, `only ${[...seen]}`);
  assert.equal(CASES.length, 563);
});

test('the answer to one address', () => {
  const answer = address.convert(ADDRESS);
  assert.equal(answer.status, 'certain');
  assert.equal(answer.address, '12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh');
  const [{ address: line, ...candidate }] = answer.candidates;
  assert.equal(line, answer.address);
  assert.deepEqual(candidate, {
    code: '26740', name: 'Phường Sài Gòn', type: 'ward', province: { code: '79', name: 'Thành phố Hồ Chí Minh' },
    basis: 'whole', unofficialGuess: false,
  });
  assert.deepEqual(answer.former, [{
    code: '26740', name: 'Phường Bến Nghé', district: { code: '760', name: 'Quận 1' }, province: { code: '79', name: 'Thành phố Hồ Chí Minh' },
  }]);
  assert.equal(answer.resolution, '1685/NQ-UBTVQH15');
  assert.match(answer.explanation.vi, /^Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh nay thuộc Phường Sài Gòn/);
  const { parts, commune, district, province, detail } = address.parse(ADDRESS);
  assert.deepEqual([detail, commune, district, province], ['12 Nguyễn Huệ', 'P. Bến Nghé', 'Q1', 'TP.HCM']);
  assert.deepEqual(parts, answer.parts);
  // Decomposed, as some file systems and converters have it: places in the text that was given
  const apart = `😀 ${ADDRESS}`.normalize('NFD');
  const found = address.parse(apart).parts.find((p) => p.part === 'commune');
  assert.equal(apart.slice(found.start, found.end), 'P. Bến Nghé'.normalize('NFD'));
});

test('people and land, lists, search and the way back', () => {
  // "Toàn bộ dân số": all its people went one way, its land several
  const { old_code } = table(readFileSync(at('data/conversion.csv'), 'utf8')).find((row) => row.default_basis === 'population_all');
  const unit = table(readFileSync(at('data/units_old.csv'), 'utf8')).find((row) => row.code === old_code);
  const line = [unit.full_name, unit.district, unit.province].join(', ');
  const [people, land] = ['people', 'land'].map((subject) => address.convert(line, { for: subject }));
  assert.deepEqual([people.status, people.candidates[0].basis, land.status], ['certain', 'population', 'candidates']);
  assert.deepEqual([address.successors(old_code).length, address.successors(old_code, { for: 'land' }).length], [1, land.candidates.length]);
  assert.equal(address.provinces().length, 34);
  assert.equal(address.communes().length, 3321);
  assert.equal(address.communes('79').length, 168);
  assert.deepEqual(address.communes('79').find((c) => c.code === '26740'), {
    code: '26740', name: 'Phường Sài Gòn', shortName: 'Sài Gòn', type: 'ward', province: { code: '79', name: 'Thành phố Hồ Chí Minh' },
  });
  assert.deepEqual([address.communes('99'), address.origins('x'), address.successors('99999')], [[], [], []]);
  const [first] = address.search('ben nghe', { province: '79', limit: 3 });
  assert.deepEqual([first.commune.code, first.via, first.split], ['26740', 'Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh', false]);
  assert.deepEqual(address.search('ben nghe', { province: '99' }), []);
  assert.equal(address.search('tan', { limit: 4 }).length, 4);
  assert.ok(address.origins('26740').some((o) => o.name === 'Phường Bến Nghé' && o.basis === 'whole'));
  assert.equal(address.successors('26740')[0].code, '26740');
  assert.match(address.asOf, /^20\d\d-\d\d-\d\d$/);
  const { convert } = address;
  assert.equal(convert(ADDRESS).status, 'certain', 'without `this`');
});

test('many at once: in order, one by one, from any iterable', async () => {
  const inputs = CASES.slice(0, 50).map((c) => c.input);
  const singly = inputs.map((input) => address.convert(input));
  assert.deepEqual([...address.convertAll(inputs)], singly);
  assert.deepEqual([...address.convertAll(new Set(inputs))].length, new Set(inputs).size);
  async function* later() { yield* inputs; }
  const found = [];
  for await (const answer of address.convertAll(later())) found.push(answer);
  assert.deepEqual(found, singly);
  let taken = 0;
  const endless = (function* () { for (;;) { taken += 1; yield ADDRESS; } })();
  for (const { status } of address.convertAll(endless)) { assert.equal(status, 'certain'); if (taken === 3) break; }
  assert.equal(taken, 3, 'nothing is read ahead');
});

test('any text gets an answer, and anything else a typed error', () => {
  const texts = ['', ' ', '\0', '\ud800', `${ADDRESS}\udc00`, 'x'.repeat(1 << 20), `${ADDRESS}, `.repeat(20_000), 'ế'.normalize('NFD').repeat(1 << 18),
    '\u200b\u202e12 Nguyễn Huệ', '10.776, 106.7', '北京市', 'Rua do Ouro, Lisboa, Portugal', '<script>', '{"a":1}'];
  for (const text of texts) {
    const answer = address.convert(text);
    assert.ok(union('Status').has(answer.status));
    address.parse(text);
    assert.ok(Array.isArray(address.search(text)));
  }
  for (const [work, code] of [
    [() => address.convert(), 'argument.text'], [() => address.convert(null), 'argument.text'], [() => address.convert(12), 'argument.text'],
    [() => address.convert(new String('a')), 'argument.text'], [() => address.parse({}), 'argument.text'],
    [() => address.convert('', { for: 'both' }), 'argument.for'], [() => address.convert('', null), 'argument.options'],
    [() => address.convert('', 'land'), 'argument.options'], [() => address.search('a', { limit: 0 }), 'argument.limit'],
    [() => address.search('a', { limit: '5' }), 'argument.limit'], [() => address.search('a', { province: 79 }), 'argument.text'],
    [() => address.convertAll('text'), 'argument.texts'], [() => address.convertAll(5), 'argument.texts'],
    [() => [...address.convertAll([5])], 'argument.text'], [() => address.origins(26740), 'argument.text'],
    [() => address.communes(79), 'argument.text'], [() => address.successors(), 'argument.text'],
  ]) {
    assert.throws(work, (error) => error instanceof TypeError && error.code === code, `${work}`);
  }
});

test('it loads from anywhere, and says what it could not load', async () => {
  const units = path.join(INSTALLED, 'units.bin');
  const bytes = readFileSync(units);
  for (const source of [bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), pathToFileURL(units), pathToFileURL(units).href,
    new Response(bytes), Promise.resolve(new Response(bytes)), { units: bytes }, { units: Promise.resolve(bytes) }]) {
    const loaded = await troly.load(source);
    assert.equal(loaded.convert(ADDRESS).status, 'certain');
  }
  assert.equal(await troly.load(), address, 'once for all');
  const damaged = Uint8Array.from(bytes);
  damaged[5000] ^= 1;
  for (const [source, code] of [
    [pathToFileURL(`${units}.none`), 'load.units'], [new Response('', { status: 404 }), 'load.units'], ['http://127.0.0.1:1/units.bin', 'load.units'],
    [damaged, 'units.checksum'], [bytes.subarray(0, 1000), 'units.length'], [new Uint8Array(100), 'units.magic'], [new Uint8Array(), 'units.magic'],
  ]) {
    await assert.rejects(troly.load(source), (error) => error instanceof troly.AddressError && error.name === 'AddressError' && error.code === code, code);
  }
  for (const source of [5, {}, null, true]) {
    await assert.rejects(troly.load(source), (error) => error instanceof TypeError && error.code === 'argument.source');
  }
  assert.equal(address.convert(ADDRESS).status, 'certain', 'the others go on');
});

test('strict TypeScript takes it, with and without the DOM, and refuses what is wrong', () => {
  writeFileSync(path.join(PROJECT, 'use.ts'), `
import { AddressError, load, version, type Addresses, type Conversion, type Origin, type Status } from 'troly-address';
const address: Addresses = await load();
const answer: Conversion = address.convert('x', { for: 'land' });
const words: Record<Status, number> = { certain: 0, candidates: 1, province_only: 2, already_new: 3, not_found: 4, contradictory: 5 };
const n: number = words[answer.status];
for (const { code, basis, unofficialGuess } of answer.candidates) { const text: string = code + basis; const guess: boolean = unofficialGuess; void [text, guess]; }
for (const one of address.convertAll(new Set(['a']))) { const line: string | null = one.address; void line; }
async function* later() { yield 'a'; }
for await (const one of address.convertAll(later())) { const law: string | null = one.resolution; void law; }
const from: Origin[] = address.origins('26740');
await load(new ArrayBuffer(3)); await load(new Uint8Array(3)); await load('/units.bin'); await load({ module: '/a.wasm', units: Promise.resolve('/b.bin') });
try { await load(); } catch (error) { if (error instanceof AddressError && error.code === 'units.version') throw error; }
const full: string = version;
void [n, from, full, address.asOf, address.search('a', { limit: 3, province: '79' }), address.parse('a').parts[0]?.start];
// @ts-expect-error: no such subject
address.convert('x', { for: 'both' });
// @ts-expect-error: a text
address.convert(5);
// @ts-expect-error: no such status
if (answer.status === 'sure') {}
// @ts-expect-error: read-only
address.asOf = '';
`);
  writeFileSync(path.join(PROJECT, 'dom.ts'), `
import { load } from 'troly-address';
const file = await load(fetch('/units.bin'));
await load({ module: await WebAssembly.compileStreaming(fetch('/a.wasm')), units: new URL('/b.bin', location.href) });
document.title = file.convert(document.title).status;
`);
  const strict = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, target: 'es2022', types: [] };
  for (const [files, options] of [
    [['use.ts'], { module: 'nodenext', lib: ['es2022'] }],
    [['use.ts', 'dom.ts'], { module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'] }],
  ]) {
    writeFileSync(path.join(PROJECT, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...strict, ...options }, files }));
    run(process.execPath, [TSC, '-p', '.']);
  }
});

/** The installed files on a page of their own, under the strict policy; `files`: more of them, by name. */
async function open(files, type = 'application/wasm') {
  const page = await app.newPage(null);
  const headers = { 'content-security-policy': POLICY };
  const TYPES = { '.js': 'text/javascript', '.wasm': type, '.bin': 'application/octet-stream' };
  await page.route('**/test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname.slice('/test/'.length);
    if (name in files) return route.fulfill({ contentType: 'text/javascript', body: files[name], headers });
    if (name.startsWith('pkg/')) {
      const file = path.join(INSTALLED, name.slice(4));
      return route.fulfill({ contentType: TYPES[path.extname(file)], body: readFileSync(file), headers });
    }
    return route.fulfill({ contentType: 'text/html', headers, body: `<!doctype html><html lang="vi"><title>Thử</title><link rel="icon" href="/icon.svg"><script type="module" src="main.js"></script></html>` });
  });
  await page.goto('/test/page');
  return page;
}
const answered = (page) => page.waitForFunction(() => window.answer).then((handle) => handle.jsonValue());

test('in a page, under the strict policy, whatever type the server gives the module', async () => {
  for (const type of ['application/wasm', 'application/octet-stream']) {
    const page = await open({ 'main.js': `
import { load } from './pkg/index.js';
const { convert } = await load();
window.answer = convert(${JSON.stringify(ADDRESS)});
` }, type);
    assert.deepEqual(await answered(page), address.convert(ADDRESS));
    assertClean(page);
  }
});

test('in a worker; and what cannot be loaded is tried again', async () => {
  const page = await open({
    'main.js': `
const policy = trustedTypes.createPolicy('test', { createScriptURL: (url) => url });
const worker = new Worker(policy.createScriptURL('worker.js'), { type: 'module' });
worker.onmessage = ({ data }) => { window.answer = data; };
`,
    'worker.js': `
import { AddressError, load } from './pkg/index.js';
const first = await load({ module: './nowhere' }).catch((error) => error instanceof AddressError && error.code);
const { convertAll } = await load();
postMessage([first, [...convertAll([${JSON.stringify(ADDRESS)}], { for: 'land' })]]);
`,
  });
  assert.deepEqual(await answered(page), ['load.module', [address.convert(ADDRESS, { for: 'land' })]]);
  assertClean(page);
});

test('nothing of it is large', () => {
  const files = readdirSync(INSTALLED, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  const bytes = files.map((f) => statSync(path.join(f.parentPath ?? f.path, f.name)).size).reduce((a, b) => a + b);
  assert.ok(bytes < 1 << 20, `${bytes} bytes`);
});
