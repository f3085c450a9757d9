// The vault's formats in the browser: the permanent vectors in wasm, and files that go to and fro between the released worker and
// the browser's own cryptography.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './lib.mjs';
import { PASSPHRASE, drive } from './vault.mjs';
import { webCrypto } from './vault-webcrypto.mjs';

const VECTORS = fileURLToPath(new URL('../fixtures/vault/v1/', import.meta.url));

let app;
before(async () => { app = await launch(); });
after(async () => app.close());

test('every vector gives in wasm what it always gave', { timeout: 600_000 }, async () => {
  const built = process.env.TROLY_VECTORS;
  assert.ok(built, 'TROLY_VECTORS is not set; run through `cargo xtask e2e`');
  const page = await app.newPage();
  for (const [name, contentType] of [['vectors.js', 'text/javascript'], ['vectors.wasm', 'application/wasm']]) {
    await page.route(`**/vectors/${name}`, (route) => route.fulfill({ body: readFileSync(path.join(built, name)), contentType }));
  }
  await page.goto('/portal/');
  await page.evaluate(async () => {
    globalThis.vectors = await import('/vectors/vectors.js');
    await vectors.default({ module_or_path: fetch('/vectors/vectors.wasm') });
  });
  const names = readdirSync(VECTORS).filter((name) => name.endsWith('.json'));
  assert.ok(names.length >= 100, `only ${names.length} vectors`);
  for (const name of names) {
    const [found, expected] = (await page.evaluate((text) => vectors.run(text), readFileSync(VECTORS + name, 'utf8'))).split('\n\n');
    assert.equal(found, expected, name);
    assert.ok(expected, name);
  }
});

/** A page with the worker and, beside it, the same formats by other means. */
async function both() {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate(`globalThis.others = (${webCrypto})();`);
  return page;
}

test('the browser\'s own cryptography opens what the worker sealed', async () => {
  const page = await both();
  const [objects, all] = await page.evaluate(async (passphrase) => {
    const secret = () => new Uint8Array(32).map((_, i) => 255 - i);
    await vault.ok('create', { passphrase });
    const lengths = [0, 1, 251, 252, 253, 4091, 4092, 4093, 40_000];
    await vault.ok('write', { edits: lengths.map((n) => vault.put('ờ'.repeat(n).slice(0, n), { kind: 'draft' })) });
    await vault.ok('write', { edits: [vault.put('Nguyễn Thị Quỳnh', { kind: 'person' }), vault.put('{}', { kind: 'setting' })] });
    await vault.ok('add-way', { secret: secret(), hint: Uint8Array.of(7) });
    const { file } = await vault.ok('export');
    return [await others.open(file, secret()), await vault.ok('all')];
  }, PASSPHRASE);
  const types = { record: 16, person: 17, draft: 18, attachment: 19, setting: 20 };
  assert.deepEqual(objects, all.map(({ kind, ...object }) => ({ ...object, type: types[kind] })));
  assert.equal(objects.length, 11);
});

test('the worker opens what the browser\'s own cryptography sealed', async () => {
  const page = await both();
  const objects = [1, 2, 3, 4, 5].map((n) => ({ id: `${n}`.repeat(32), type: 15 + n, generation: 10 + n, changed: 1_700_000_000_000 + n, text: 'giấy tờ '.repeat(n ** 5) }));
  const result = await page.evaluate(async (objects) => {
    const secret = () => new Uint8Array(32).map((_, i) => i ^ 0x5a);
    const file = await others.seal(secret(), objects);
    const wrong = await vault.ask('read-file', { file: file.slice(), secret: new Uint8Array(32) });
    const read = await vault.ok('read-file', { file, secret: secret() });
    const done = await vault.ok('restore', { choice: 'newer' });
    vault.start();
    const look = await vault.ok('look');
    await vault.ok('open', { secret: secret() });
    return { wrong, read, done, look, all: await vault.ok('all') };
  }, objects);
  assert.deepEqual(result.wrong, { error: 'vault.secret' });
  assert.deepEqual([result.read.objects, result.done.added.length, result.done.broken.length], [5, 5, 0]);
  assert.equal(result.look.ways[0].method, 'passkey');
  assert.equal(Buffer.from(Object.values(result.look.ways[0].hint)).toString(), 'khoá');
  const kinds = ['record', 'person', 'draft', 'attachment', 'setting'];
  assert.deepEqual(result.all.map(({ id, kind, changed, text }) => [id, kind, changed, text]), objects.map((o) => [o.id, kinds[o.type - 16], o.changed, o.text]));
});
