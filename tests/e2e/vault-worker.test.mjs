// The vault's worker as it is released, in the strict policy of the demo portal: every question it answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './lib.mjs';
import { PASSPHRASE, drive, workerOf } from './vault.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => app.close());

test('what is written comes back after the passphrase, and not before', async () => {
  const page = await drive(await app.newPage('/portal/'));
  const loaded = () => page.watch.requests.some((r) => /\/vault-[0-9a-f]+\.wasm$/.test(r.url));
  assert.deepEqual(await page.evaluate(() => vault.ask('look')), { ok: { vault: null, ways: [] } });
  assert.equal(loaded(), false, 'nothing is loaded to see that there is nothing');
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).length), 0, 'looking leaves nothing behind');
  const made = await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  assert.deepEqual([made.generation, made.schema, made.backup], [1, 1, null]);
  const { generation, ids } = await page.evaluate(() => vault.ok('write', { edits: [vault.put('Nguyễn Thị Quỳnh 🌾'), vault.put('', { kind: 'draft' })] }));
  assert.equal(generation, 2);
  const all = await page.evaluate(() => vault.ok('all'));
  const expected = [[ids[0], 'record', 'Nguyễn Thị Quỳnh 🌾'], [ids[1], 'draft', '']].sort();
  assert.deepEqual(all.map((o) => [o.id, o.kind, o.text]), expected);
  assert.equal(await page.evaluate(() => vault.ok('lock')), true);
  assert.deepEqual(await page.evaluate(() => vault.ask('all')), { error: 'vault.locked' });
  await page.evaluate(() => vault.start());
  assert.deepEqual(await page.evaluate(() => vault.ok('look')), { vault: made.vault, ways: [{ id: made.way, method: 'passphrase' }] });
  assert.deepEqual(await page.evaluate(() => vault.ask('open', { passphrase: 'con đò lá trúc qua suối' })), { error: 'vault.passphrase' });
  const opened = await page.evaluate((passphrase) => vault.ok('open', { passphrase }), PASSPHRASE);
  assert.deepEqual(opened, { ...made, generation: 2 });
  assert.deepEqual(await page.evaluate(() => vault.ok('all')), all);
});

/** A page of its own with a vault in it, open. */
async function opened() {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  return page;
}

test('a write is all or nothing, and builds on what it says', async () => {
  const page = await opened();
  const result = await page.evaluate(async () => {
    const first = await vault.ok('write', { edits: [vault.put('một'), vault.put('hai', { kind: 'person' })] });
    const [one, two] = first.ids;
    const out = { first };
    out.conflict = await vault.ask('write', { edits: [vault.put('MỘT', { id: one, base: 'any' }), vault.put('HAI', { id: two, kind: 'person', base: 1 })] });
    out.notNew = await vault.ask('write', { edits: [vault.put('MỘT', { id: one, base: 'new' })] });
    out.twice = await vault.ask('write', { edits: [vault.put('a', { id: one }), { delete: { id: one } }] });
    out.untouched = (await vault.ok('all')).map((o) => o.text).sort();
    out.second = await vault.ok('write', { edits: [vault.put('uno', { id: one, base: first.generation }), { delete: { id: two, base: first.generation } }] });
    out.left = await vault.ok('all');
    const named = 'abcdef0123456789abcdef0123456789';
    out.named = await vault.ok('write', { edits: [vault.put('x'.repeat(1 << 20), { id: named, kind: 'attachment' }), vault.put('{}', { kind: 'setting' })] });
    out.used = await vault.ok('used');
    return out;
  });
  const { first, second } = result;
  assert.deepEqual(result.conflict, { error: 'vault.conflict' });
  assert.deepEqual(result.notNew, { error: 'vault.conflict' });
  assert.deepEqual(result.twice, { error: 'vault.duplicate' });
  assert.deepEqual(result.untouched, ['hai', 'một']);
  assert.deepEqual([second.generation, second.ids], [first.generation + 1, first.ids]);
  const [{ changed, ...only }, ...none] = result.left;
  assert.deepEqual([only, none], [{ id: first.ids[0], kind: 'record', generation: second.generation, text: 'uno' }, []]);
  assert.ok(Math.abs(changed - Date.now()) < 3_600_000);
  assert.equal(result.named.ids[0], 'abcdef0123456789abcdef0123456789');
  assert.equal(result.used.objects, 3);
  assert.ok(result.used.bytes > 1 << 20 && result.used.bytes < 1.2 * (1 << 20), `${result.used.bytes}`);
});

test('questions that are none are told so, and change nothing', async () => {
  const page = await opened();
  const answers = await page.evaluate(async () => {
    const out = [];
    const id = '0123456789abcdef0123456789abcdef';
    for (const [op, more] of [
      ['toString'], ['constructor'], [undefined], [''],
      ['create'], ['create', { passphrase: 12345678 }], ['open'], ['open', { passphrase: 'a', secret: new Uint8Array(32) }],
      ['open', { secret: new Uint8Array(31) }], ['open', { secret: 'x'.repeat(32) }],
    ]) out.push([op, await vault.ask(op, more)]);
    await vault.ok('open', { passphrase: 'con đò lá trúc qua sông' });
    for (const [op, more] of [
      ['write'], ['write', { edits: 'x' }], ['write', { edits: [null] }], ['write', { edits: [{}] }],
      ['write', { edits: [{ put: { kind: 'film', text: '' } }] }], ['write', { edits: [vault.put(7)] }],
      ['write', { edits: [vault.put('', { id })] }, true], // the only one that is right
      ['write', { edits: [vault.put('', { id: 'x' })] }], ['write', { edits: [vault.put('', { id: id.toUpperCase() })] }],
      ['write', { edits: [vault.put('', { id, base: 'old' })] }], ['write', { edits: [vault.put('', { id, base: null })] }],
      ['write', { edits: [vault.put(''), { delete: { id: 1 } }] }], ['write', { edits: [{ delete: { id }, ...vault.put('') }] }],
      ['remove-way', { way: 'x' }], ['backed-up'], ['backed-up', { generation: -1 }], ['read-file', { file: 'x', passphrase: 'y' }],
      ['idle', { ms: 'soon' }], ['add-way', { secret: new Uint8Array(32), hint: 'x' }],
    ]) out.push([JSON.stringify([op, more]), await vault.ask(op, more)]);
    vault.worker.postMessage(null);
    out.push(['nothing', await new Promise((resolve) => { vault.waiting.set(undefined, ({ id, ...rest }) => resolve(rest)); })]);
    return { out, all: (await vault.ok('all')).length };
  });
  for (const [what, { ok, error }] of answers.out) {
    if (ok) assert.match(what, /"write".*"0123456789abcdef0123456789abcdef"\}\}\]\},?/);
    else assert.equal(error, 'vault.message', what);
  }
  assert.equal(answers.out.filter(([, answer]) => answer.ok).length, 1);
  assert.equal(answers.all, 1);
});

test('wrong passphrases are told so, then have to wait a little longer each time, and never for good', async () => {
  const page = await opened();
  const worker = await workerOf(page);
  const wrong = (passphrase) => page.evaluate((passphrase) => vault.ask('open', { passphrase }), passphrase);
  // The clock stands: on a slow machine a wait is over before one can ask
  await worker.evaluate(() => {
    globalThis.clock = Date.now();
    Date.now = () => clock;
  });
  for (let i = 0; i < 3; i++) assert.deepEqual(await wrong('không phải câu này'), { error: 'vault.passphrase' });
  assert.equal((await wrong('')).error, 'vault.wait');
  for (let i = 0; i < 6; i++) {
    const { error, ms } = await wrong(PASSPHRASE);
    assert.equal(error, 'vault.wait', 'not even the right one');
    assert.equal(ms, Math.min(30_000, 1000 << i), `in round ${i}`);
    await worker.evaluate((ms) => { clock += ms; }, ms);
    if (i < 5) assert.deepEqual(await wrong('không phải câu này'), { error: 'vault.passphrase' });
  }
  assert.ok((await wrong(PASSPHRASE)).ok);
});

test('ways in: another passphrase, a passkey, one less, another key', async () => {
  const page = await opened();
  const result = await page.evaluate(async (old) => {
    await vault.ok('write', { edits: [vault.put('giấy')] });
    const secret = () => new Uint8Array(32).map((_, i) => i * 7);
    const out = { short: await vault.ask('passphrase', { passphrase: 'ngắn' }) };
    out.changed = await vault.ok('passphrase', { passphrase: 'mưa nguồn chớp bể' });
    out.key = await vault.ok('add-way', { secret: secret(), hint: Uint8Array.of(1, 2, 3) });
    out.own = await vault.ask('remove-way', { way: out.changed.way });
    vault.start();
    out.look = await vault.ok('look');
    out.old = await vault.ask('open', { passphrase: old });
    out.other = await vault.ask('open', { secret: new Uint8Array(32) });
    out.byKey = await vault.ok('open', { secret: secret() });
    out.removed = await vault.ok('remove-way', { way: out.changed.way });
    out.noWay = await vault.ask('open', { passphrase: 'mưa nguồn chớp bể' });
    await vault.ok('open', { secret: secret() });
    out.rekeyed = await vault.ok('rekey', { passphrase: old });
    out.all = (await vault.ok('all')).map((o) => o.text);
    vault.start();
    out.noKey = await vault.ask('open', { secret: secret() });
    out.last = await vault.ok('open', { passphrase: old });
    out.again = (await vault.ok('all')).map((o) => o.text);
    return out;
  }, PASSPHRASE);
  assert.deepEqual(result.short, { error: 'vault.passphrase-length' });
  assert.deepEqual(result.own, { error: 'vault.ways' }, 'the way that it was opened with stays');
  assert.deepEqual(result.look.ways.map((w) => [w.id, w.method]).sort(), [[result.changed.way, 'passphrase'], [result.key.way, 'passkey']].sort());
  assert.deepEqual(Object.values(result.look.ways.find((w) => w.hint).hint), [1, 2, 3]);
  assert.deepEqual([result.old, result.other, result.noWay, result.noKey].map((a) => a.error), ['vault.passphrase', 'vault.secret', 'vault.no-way', 'vault.no-way']);
  assert.equal(result.byKey.way, result.key.way);
  assert.equal(result.removed, true);
  assert.equal(result.last.way, result.rekeyed.way);
  assert.deepEqual([result.all, result.again], [['giấy'], ['giấy']]);
});

test('the export file brings everything back, into the vault and where there is none', async () => {
  const page = await opened();
  const result = await page.evaluate(async (passphrase) => {
    const { ids: [a, b] } = await vault.ok('write', { edits: [vault.put('một'), vault.put('hai', { kind: 'person' })] });
    const out = { file: await vault.ok('export') };
    const file = () => out.file.file.slice();
    out.backedUp = await vault.ok('backed-up', { generation: out.file.generation });
    await vault.ok('write', { edits: [vault.put('MỘT', { id: a }), { delete: { id: b } }] });
    out.wrong = await vault.ask('read-file', { file: file(), passphrase: 'không phải câu này' });
    out.early = await vault.ask('restore', { choice: 'file' });
    out.cut = await vault.ask('read-file', { file: file().slice(0, 40), passphrase });
    out.read = await vault.ok('read-file', { file: file(), passphrase });
    out.choice = await vault.ask('restore', { choice: 'all' });
    out.newer = await vault.ok('restore', { choice: 'newer' });
    out.merged = (await vault.ok('all')).map((o) => o.text).sort();
    out.restored = await vault.ok('restore', { choice: 'file' });
    out.before = (await vault.ok('all')).map((o) => o.text).sort();
    await vault.ok('lock');
    out.locked = await vault.ask('restore', { choice: 'file' });
    out.lockedRead = await vault.ok('read-file', { file: file(), passphrase });
    out.lockedRestore = await vault.ask('restore', { choice: 'file' });
    out.wiped = await vault.ok('wipe');
    out.databases = (await indexedDB.databases()).length;
    out.again = await vault.ok('wipe');
    out.look = await vault.ok('look');
    out.gone = await vault.ask('open', { passphrase });
    out.newRead = await vault.ok('read-file', { file: file(), passphrase });
    out.newRestore = await vault.ok('restore', { choice: 'newer' });
    out.after = (await vault.ok('all')).map((o) => o.text).sort();
    out.exists = await vault.ask('create', { passphrase });
    vault.start();
    out.opened = await vault.ok('open', { passphrase });
    out.ids = [a, b];
    out.databasesNow = (await indexedDB.databases()).length;
    return out;
  }, PASSPHRASE);
  const [a, b] = result.ids;
  const lists = (preview) => Object.fromEntries(['added', 'replaced', 'kept', 'same', 'broken'].map((name) => [name, preview[name].map((e) => e.id)]));
  const nothing = { added: [], replaced: [], kept: [], same: [], broken: [] };
  assert.deepEqual([result.file.objects, result.file.broken, result.backedUp], [2, 0, true]);
  assert.deepEqual([result.wrong, result.early, result.cut, result.choice].map((r) => r.error), ['vault.passphrase', 'vault.locked', 'vault.damaged', 'vault.message']);
  assert.deepEqual([result.read.same, result.read.objects], [true, 2]);
  assert.deepEqual(lists(result.read.preview), { ...nothing, added: [b], kept: [a] });
  assert.deepEqual(lists(result.newer), { ...nothing, added: [b], kept: [a] });
  assert.deepEqual(result.merged, ['MỘT', 'hai']);
  assert.deepEqual(lists(result.restored), { ...nothing, replaced: [a], same: [b] });
  assert.deepEqual(result.before, ['hai', 'một']);
  assert.deepEqual([result.locked.error, result.lockedRead.preview, result.lockedRestore.error], ['vault.locked', null, 'vault.locked']);
  assert.ok(result.wiped.removed >= 4, 'row, envelope, two objects');
  assert.deepEqual([result.databases, result.again.removed, result.look.vault, result.gone.error], [0, 0, null, 'vault.gone']);
  assert.deepEqual([result.newRead.same, result.newRead.preview], [false, null]);
  assert.deepEqual(lists(result.newRestore), { ...nothing, added: [a, b].sort() });
  assert.equal(result.newRestore.opened.vault, result.read.vault);
  assert.deepEqual([result.after, result.exists.error], [['hai', 'một'], 'vault.exists']);
  assert.deepEqual([result.opened.vault, result.databasesNow], [result.read.vault, 1]);
});

test('an older state than the page remembers is not opened', async () => {
  const page = await opened();
  const result = await page.evaluate(async (passphrase) => {
    const { vault: name } = await vault.ok('look');
    const { generation } = await vault.ok('write', { edits: [vault.put('mới')] });
    vault.start();
    await vault.ok('look', { seen: { vault: name, generation } });
    const fine = await vault.ask('open', { passphrase });
    vault.start();
    await vault.ok('look', { seen: { vault: name, generation: generation + 1 } });
    const old = await vault.ask('open', { passphrase });
    await vault.ok('look', { seen: { vault: name, generation } });
    return [fine.ok?.generation === generation, old, await vault.ask('open', { passphrase })];
  }, PASSPHRASE);
  assert.deepEqual(result, [true, { error: 'vault.rollback' }, { error: 'vault.rollback' }]);
});

test('it locks itself when it was left alone, by the clock on the wall, forwards and backwards', async () => {
  const page = await opened();
  const shift = async (ms) => (await workerOf(page)).evaluate((ms) => {
    globalThis.realNow ??= Date.now;
    Date.now = () => realNow() + ms;
  }, ms);
  const open = async () => {
    await page.evaluate((passphrase) => { vault.start(); return vault.ok('open', { passphrase }); }, PASSPHRASE);
  };
  await shift(9 * 60_000);
  assert.equal(await page.evaluate(() => vault.ok('touch')), true);
  await shift(18 * 60_000);
  assert.deepEqual(await page.evaluate(() => vault.ok('all')), [], 'ten minutes from the touch');
  await shift(18 * 60_000 - 30_000);
  assert.equal(await page.evaluate(() => vault.ok('touch')), true, 'a clock may be set right by half a minute');
  // Nobody asks anything: it looks at the clock by itself
  await shift(40 * 60_000);
  assert.deepEqual(await page.evaluate(() => vault.event('locked')), { event: 'locked', why: 'idle' });
  assert.deepEqual(await page.evaluate(() => vault.ask('touch')), { error: 'vault.locked' });
  await open();
  await shift(-120_000);
  const [late, events] = await page.evaluate(async () => [await vault.ask('all'), vault.events]);
  assert.deepEqual([late, events], [{ error: 'vault.locked' }, [{ event: 'locked', why: 'idle' }]]);
  await open();
  await page.evaluate(() => vault.ok('idle', { ms: 1000 }));
  await shift(1001);
  assert.deepEqual(await page.evaluate(() => vault.ask('all')), { error: 'vault.locked' });
});

test('a module that breaks down says so from then on, and leaves nothing in its memory', async () => {
  const page = await opened();
  // In the middle of a task of its own, when it takes an answer of the store's, and in a call
  for (const where of ['task', 'answer', 'call']) {
    await page.evaluate(() => vault.start());
    const worker = await workerOf(page);
    await worker.evaluate((where) => {
      const real = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...args) => {
        const made = await real(...args);
        globalThis.memory = Object.values(made.exports).find((it) => it instanceof WebAssembly.Memory);
        return made;
      };
      globalThis.arm = () => {
        const corrupt = () => new Uint8Array(memory.buffer).fill(0xff);
        const { set } = Reflect;
        const { encode } = TextEncoder.prototype;
        const { transaction } = IDBDatabase.prototype;
        if (where === 'task') Reflect.set = (...args) => corrupt() && set(...args);
        if (where === 'call') TextEncoder.prototype.encode = function (text) { return corrupt() && encode.call(this, text); };
        if (where === 'answer') IDBDatabase.prototype.transaction = function (...args) { return corrupt() && transaction.apply(this, args); };
      };
    }, where);
    assert.ok((await page.evaluate((passphrase) => vault.ask('open', { passphrase }), PASSPHRASE)).ok);
    await worker.evaluate(() => arm());
    assert.deepEqual(await page.evaluate(() => vault.ask('write', { edits: [vault.put('x')] })), { error: 'vault.broke' }, where);
    assert.equal(await worker.evaluate(() => new Uint8Array(memory.buffer).some(Boolean)), false, where);
    assert.deepEqual(await page.evaluate(() => vault.ask('look')), { error: 'vault.broke' });
  }
  const again = await page.evaluate(async (passphrase) => {
    vault.start();
    await vault.ok('open', { passphrase });
    return (await vault.ok('all')).map((o) => o.text);
  }, PASSPHRASE);
  // Where it broke after the store was told, the change is there
  assert.ok(again.every((text) => text === 'x') && again.length < 3, `${again}`);
});

test('a module that does not come is asked for again', async () => {
  const page = await drive(await app.newPage('/portal/'));
  page.watch.expectedErrors.push(/vault-[0-9a-f]+\.wasm/, /ERR_FAILED/);
  await page.context().route(/vault-[0-9a-f]+\.wasm$/, (route) => route.abort());
  assert.deepEqual(await page.evaluate((passphrase) => vault.ask('create', { passphrase }), PASSPHRASE), { error: 'vault.load' });
  await page.context().unroute(/vault-[0-9a-f]+\.wasm$/);
  assert.equal((await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE)).generation, 1);
});

test('a device with less memory pays in time, and one with too little is told so', async () => {
  for (const [pages, expected] of [[900, [32 * 1024, 6, 1]], [500, 'vault.memory']]) {
    const small = await launch({ args: [`--js-flags=--wasm-max-mem-pages=${pages}`] });
    const page = await drive(await small.newPage('/portal/'));
    const made = await page.evaluate((passphrase) => vault.ask('create', { passphrase }), PASSPHRASE);
    if (made.ok) {
      const cost = await page.evaluate(async () => {
        const open = indexedDB.open('troly-vault');
        await new Promise((resolve) => { open.onsuccess = resolve; });
        const all = open.result.transaction('envelopes').objectStore('envelopes').getAll();
        await new Promise((resolve) => { all.onsuccess = resolve; });
        open.result.close();
        const view = new DataView(all.result[0].buffer);
        return [68, 72, 76].map((at) => view.getUint32(at));
      });
      assert.deepEqual(cost, expected);
      await page.evaluate(() => vault.start());
      assert.ok((await page.evaluate((passphrase) => vault.ask('open', { passphrase }), PASSPHRASE)).ok);
    } else {
      assert.deepEqual(made, { error: expected });
      assert.deepEqual(await page.evaluate(() => vault.ask('look')), { ok: { vault: null, ways: [] } }, 'and nothing is broken');
    }
    await small.close();
  }
});

test('the element starts it, with a policy that lets through its own workers and nothing else', async () => {
  const page = await app.newPage('/portal/');
  const { files } = await (await page.request.get('/troly/manifest.json')).json();
  const result = await page.evaluate(async ([glueAddress, ...workers]) => {
    await import('/troly/troly.js');
    const glue = await import(glueAddress);
    const { open } = glue.Form;
    let own;
    glue.Form.open = (page, ...rest) => {
      own = page;
      return open.call(glue.Form, page, ...rest);
    };
    let rules;
    const { createPolicy } = trustedTypes;
    trustedTypes.createPolicy = (name, given) => {
      rules = given;
      return createPolicy.call(trustedTypes, name, given);
    };
    const element = document.createElement('tro-ly');
    element.procedure = '/procedures/1.001193.json';
    await new Promise((resolve) => {
      element.addEventListener('troly-ready', resolve);
      document.body.append(element);
    });
    const worker = own.vaultWorker();
    const answer = new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    worker.postMessage({ id: 7, op: 'look' });
    const passes = (address) => {
      try {
        return rules.createScriptURL(new URL(address, location.href).href) === new URL(address, location.href).href;
      } catch {
        return false;
      }
    };
    const out = [await answer, ...[...workers, '/troly/troly.js', `${workers[1]}?`, 'https://example.org/x.js', 'data:,'].map(passes)];
    worker.terminate();
    return out;
  }, ['element.js', 'qr-worker.js', 'vault-worker.js'].map((name) => `/troly/${files[name].file}`));
  assert.deepEqual(result, [{ id: 7, ok: { vault: null, ways: [] } }, true, true, false, false, false, false]);
});
