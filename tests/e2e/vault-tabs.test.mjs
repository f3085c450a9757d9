// The vault in several tabs of one browser, through new versions, and where the store is taken away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './lib.mjs';
import { PASSPHRASE, drive, workerOf } from './vault.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => app.close());

/** Two tabs of one browser, with the same vault open. */
async function tabs() {
  const first = await drive(await app.newPage('/portal/'));
  const second = await first.context().newPage();
  await second.goto('/portal/');
  await drive(second);
  await first.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  await second.evaluate((passphrase) => vault.ok('open', { passphrase }), PASSPHRASE);
  return [first, second];
}

const texts = (page) => page.evaluate(async () => (await vault.ok('all')).map((o) => o.text).sort());

test('two tabs that write at the same time lose nothing, and hear of each other', async () => {
  const both = await tabs();
  const written = await Promise.all(both.map((page, tab) => page.evaluate(async (tab) => {
    const errors = [];
    for (let i = 0; i < 25; i++) {
      const { error } = await vault.ask('write', { edits: [vault.put(`${tab}.${i}`), vault.put(`${tab}:${i}`, { kind: 'draft' })] });
      if (error) errors.push(error);
    }
    return errors;
  }, tab)));
  assert.deepEqual(written, [[], []]);
  const expected = [0, 1].flatMap((tab) => Array.from({ length: 25 }, (_, i) => [`${tab}.${i}`, `${tab}:${i}`]).flat()).sort();
  for (const page of both) {
    await page.evaluate(async () => { while ((await vault.ok('all')).length < 100) await vault.event('changed'); });
    assert.deepEqual(await texts(page), expected);
  }
});

test('two tabs that change the same thing: one of them is told, and nothing of its change is done', async () => {
  const both = await tabs();
  const { ids: [id], generation } = await both[0].evaluate(() => vault.ok('write', { edits: [vault.put('gốc')] }));
  const answers = await Promise.all(both.map((page, tab) => page.evaluate(
    ([tab, id, base]) => vault.ask('write', { edits: [vault.put(`${tab}`, { id, base }), vault.put(`mới ${tab}`)] }),
    [tab, id, generation],
  )));
  const won = answers.findIndex((a) => a.ok);
  assert.deepEqual(answers[1 - won], { error: 'vault.conflict' });
  for (const page of both) assert.deepEqual(await texts(page), [`${won}`, `mới ${won}`]);
});

test('locking one tab locks the others', async () => {
  const [first, second] = await tabs();
  await first.evaluate(async () => { await vault.ok('lock'); vault.worker.terminate(); });
  assert.deepEqual(await second.evaluate(() => vault.event('locked')), { event: 'locked', why: 'elsewhere' });
  assert.deepEqual(await second.evaluate(() => vault.ask('all')), { error: 'vault.locked' });
});

test('another passphrase, and another key, lock the others', async () => {
  const [first, second] = await tabs();
  for (const op of ['passphrase', 'rekey']) {
    await first.evaluate(([op, passphrase]) => vault.ok(op, { passphrase }), [op, `${PASSPHRASE} ${op}`]);
    assert.deepEqual(await second.evaluate(() => vault.event('locked')), { event: 'locked', why: 'changed' });
    assert.deepEqual(await second.evaluate(() => vault.ask('all')), { error: 'vault.locked' });
    assert.deepEqual(await second.evaluate((passphrase) => vault.ask('open', { passphrase }), PASSPHRASE), { error: 'vault.passphrase' });
    await second.evaluate((passphrase) => vault.ok('open', { passphrase }), `${PASSPHRASE} ${op}`);
  }
});

test('deleting in one tab locks the others, and nothing comes back', async () => {
  const [first, second] = await tabs();
  await second.evaluate(() => vault.ok('write', { edits: [vault.put('x')] }));
  await first.evaluate(() => vault.ok('wipe'));
  assert.deepEqual(await second.evaluate(() => vault.event('locked')), { event: 'locked', why: 'gone' });
  const left = await second.evaluate(async (passphrase) => [
    await vault.ask('write', { edits: [vault.put('y')] }),
    await vault.ask('open', { passphrase }),
    await vault.ask('look'),
    (await indexedDB.databases()).length,
  ], PASSPHRASE);
  assert.deepEqual(await files(first), {}, 'nor is there a copy');
  assert.deepEqual(left, [{ error: 'vault.locked' }, { error: 'vault.gone' }, { ok: { vault: null, ways: [] } }, 0]);
});

/** The database, taken away from under the worker. */
const takeAway = (page, how) => page.evaluate(async (how) => {
  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = resolve; request.onerror = reject; });
  if (how === 'delete') {
    await done(indexedDB.deleteDatabase('troly-vault'));
  } else {
    const open = indexedDB.open('troly-vault');
    await done(open);
    const transaction = open.result.transaction(['vault', 'envelopes', 'slots'], 'readwrite');
    for (const table of transaction.objectStoreNames) transaction.objectStore(table).clear();
    await new Promise((resolve) => { transaction.oncomplete = resolve; });
    open.result.close();
  }
}, how);

const files = (page) => page.evaluate(async () => {
  const found = {};
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('troly-vault').catch(() => undefined);
  for await (const [name, file] of folder?.entries() ?? []) found[name] = [...new Uint8Array(await (await file.getFile()).arrayBuffer())];
  return found;
});

const putFiles = (page, files) => page.evaluate(async (files) => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('troly-vault', { create: true });
  for (const [name, bytes] of Object.entries(files)) {
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await writable.write(new Uint8Array(bytes));
    await writable.close();
  }
}, files);

test('a database that somebody deletes under it comes back from its copy, with all that was acknowledged', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const { ids: [first] } = await page.evaluate(() => vault.ok('write', { edits: [vault.put('một')] }));
  for (const [round, how] of ['delete', 'empty', 'delete'].entries()) {
    await page.evaluate((n) => vault.ok('write', { edits: [vault.put(`thêm ${n}`, { kind: 'draft' })] }), round);
    if (round === 1) await page.evaluate((id) => vault.ok('write', { edits: [{ delete: { id } }] }), first);
    const before = await texts(page);
    await takeAway(page, how);
    await page.evaluate(() => { vault.start(); });
    assert.ok((await page.evaluate(() => vault.ok('look'))).vault);
    await page.evaluate((passphrase) => vault.ok('open', { passphrase }), PASSPHRASE);
    assert.deepEqual(await texts(page), before, `${round}`);
  }
  assert.deepEqual(await texts(page), ['thêm 0', 'thêm 1', 'thêm 2']);
  // Another passphrase leaves nothing in the copy that the old one opens
  const old = await files(page);
  await page.evaluate((passphrase) => vault.ok('passphrase', { passphrase }), `${PASSPHRASE}!`);
  await takeAway(page, 'delete');
  await page.evaluate(() => { vault.start(); });
  assert.deepEqual(await page.evaluate((passphrase) => vault.ask('open', { passphrase }), PASSPHRASE), { error: 'vault.passphrase' });
  await page.evaluate((passphrase) => vault.ok('open', { passphrase }), `${PASSPHRASE}!`);
  // An older copy that somebody puts in its place: the page remembers the newer one
  const seen = await page.evaluate(async () => { const { vault: id, generation } = await vault.ok('write', { edits: [vault.put('x')] }).then(async (w) => ({ ...(await vault.ok('look')), ...w })); return { vault: id, generation }; });
  await putFiles(page, old);
  await takeAway(page, 'delete');
  await page.evaluate(() => { vault.start(); });
  await page.evaluate((seen) => vault.ok('look', { seen }), seen);
  assert.deepEqual(await page.evaluate((passphrase) => vault.ask('open', { passphrase }), PASSPHRASE), { error: 'vault.rollback' });
});

test('a copy that was cut off or changed anywhere gives a whole state or none', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const states = [];
  for (const n of [1, 2, 3]) {
    await page.evaluate((n) => vault.ok('write', { edits: [vault.put(`a${n}`), vault.put(`b${n}`, { kind: 'draft' })] }), n);
    states.push(await texts(page));
  }
  const whole = await files(page);
  const [name, bytes] = Object.entries(whole).find(([, bytes]) => bytes.length > 0);
  const seen = new Set();
  for (let round = 0; round < 40; round++) {
    const changed = round % 2
      ? bytes.slice(0, Math.floor((bytes.length * round) / 40))
      : bytes.with(Math.floor((bytes.length * (round + 1)) / 41), 7);
    await takeAway(page, 'delete');
    await putFiles(page, { ...whole, [name]: changed });
    await page.evaluate(() => { vault.start(); });
    const there = await page.evaluate(async (passphrase) => {
      const { vault: id } = await vault.ok('look');
      return id && vault.ask('open', { passphrase });
    }, PASSPHRASE);
    if (!there) {
      seen.add('none');
      continue;
    }
    assert.ok(there.ok, there.error);
    const now = await texts(page);
    assert.ok(now.length === 0 || states.some((state) => `${state}` === `${now}`), `${now}`);
    seen.add(now.length);
  }
  assert.ok(seen.has('none') && seen.size >= 4, `${[...seen]}`);
});

test('without its copy, a database that was deleted is missed and never made anew; a copy that cannot be written holds up nothing', async () => {
  const page = await drive(await app.newPage('/portal/'));
  const worker = await workerOf(page);
  await worker.evaluate(() => { StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('', 'SecurityError')); });
  for (const how of ['delete', 'empty']) {
    await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
    await page.evaluate(() => vault.ok('write', { edits: [vault.put('x')] }));
    await takeAway(page, how);
    const left = await page.evaluate(async () => {
      const write = await vault.ask('write', { edits: [vault.put('x')] });
      const event = await vault.event('locked');
      return [write, event, await vault.ask('all'), await vault.ask('look'), (await indexedDB.databases()).length];
    });
    // Told while it is asked, or before
    assert.ok(['vault.gone', 'vault.locked'].includes(left[0].error), left[0].error);
    assert.deepEqual(left.slice(1, 4), [{ event: 'locked', why: 'gone' }, { error: 'vault.locked' }, { ok: { vault: null, ways: [] } }]);
    assert.equal(left[4], how === 'delete' ? 0 : 1);
  }
  assert.deepEqual(await files(page), {});
});

test('a newer version of the program gets the database, and keeps it', async () => {
  const [first, second] = await tabs();
  await first.evaluate(() => vault.ok('write', { edits: [vault.put('giữ')] }));
  // As its worker would do it: nothing keeps it waiting
  const dump = () => first.evaluate(async () => {
    globalThis.newer ??= await new Promise((resolve, reject) => {
      const open = indexedDB.open('troly-vault', 2);
      open.onupgradeneeded = () => open.result.createObjectStore('of version 2');
      open.onsuccess = () => resolve(open.result);
      open.onerror = open.onblocked = reject;
    });
    const transaction = newer.transaction(newer.objectStoreNames);
    const tables = await Promise.all([...newer.objectStoreNames].map((table) => new Promise((resolve) => {
      const all = transaction.objectStore(table).getAll();
      all.onsuccess = () => resolve([table, all.result]);
    })));
    return JSON.stringify(tables);
  });
  const before = await dump();
  assert.match(before, /of version 2/);
  for (const page of [first, second]) {
    assert.deepEqual(await page.evaluate(() => vault.event('locked')), { event: 'locked', why: 'outdated' });
    const answers = await page.evaluate(async (passphrase) => {
      const out = [await vault.ask('all')];
      vault.start();
      for (const [op, more] of [['look'], ['create', { passphrase }], ['open', { passphrase }], ['used']]) out.push(await vault.ask(op, more));
      return out.map((a) => a.error);
    }, PASSPHRASE);
    assert.deepEqual(answers, ['vault.locked', 'vault.store-newer', 'vault.store-newer', 'vault.store-newer', 'vault.store-newer']);
  }
  assert.equal(await dump(), before);
  // Who wants everything deleted gets that, whatever version it is
  await first.evaluate(() => { newer.onversionchange = () => newer.close(); });
  const { removed } = await second.evaluate(() => vault.ok('wipe'));
  assert.ok(removed >= 3);
  assert.equal(await second.evaluate(async () => (await indexedDB.databases()).length), 0);
});

test('a tab that will not let go holds up neither deleting nor telling', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const result = await page.evaluate(async () => {
    const open = indexedDB.open('troly-vault');
    await new Promise((resolve) => { open.onsuccess = resolve; });
    const { removed } = await vault.ok('wipe'); // emptied; goes when we let go
    const transaction = open.result.transaction('slots');
    const count = transaction.objectStore('slots').count();
    await new Promise((resolve) => { transaction.oncomplete = resolve; });
    const waiting = vault.ask('look');
    open.result.close();
    return [removed, count.result, await waiting];
  });
  assert.ok(result[0] >= 2);
  assert.deepEqual(result.slice(1), [0, { ok: { vault: null, ways: [] } }]);
});

test('a browser that blocks its storage is told from an empty one', async () => {
  const page = await drive(await app.newPage('/portal/'));
  const worker = await workerOf(page);
  const answers = async () => page.evaluate(async (passphrase) => [
    await vault.ask('look'), await vault.ask('create', { passphrase }), await vault.ask('wipe'),
  ].map((a) => a.error), PASSPHRASE);
  const expected = ['vault.store-unavailable', 'vault.store-unavailable', 'vault.not-wiped'];
  // What browsers do: no indexedDB at all, an exception, or an error that comes later
  await worker.evaluate(() => {
    const proto = IDBFactory.prototype;
    globalThis.real = [proto.open, proto.deleteDatabase];
    proto.open = proto.deleteDatabase = () => { throw new DOMException('', 'SecurityError'); };
  });
  assert.deepEqual(await answers(), expected);
  await worker.evaluate(() => {
    IDBFactory.prototype.open = IDBFactory.prototype.deleteDatabase = () => {
      const request = { error: new DOMException('', 'InvalidStateError') };
      queueMicrotask(() => request.onerror({ preventDefault() {} }));
      return request;
    };
  });
  assert.deepEqual(await answers(), expected);
  await worker.evaluate(() => { Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true }); });
  assert.deepEqual(await answers(), expected);
  await worker.evaluate(() => {
    delete globalThis.indexedDB;
    [IDBFactory.prototype.open, IDBFactory.prototype.deleteDatabase] = real;
  });
  assert.ok((await page.evaluate((passphrase) => vault.ask('create', { passphrase }), PASSPHRASE)).ok);
});

test('a connection that breaks is opened anew, and the change that it broke in is made once', async () => {
  const page = await drive(await app.newPage('/portal/'));
  await page.evaluate((passphrase) => vault.ok('create', { passphrase }), PASSPHRASE);
  const worker = await workerOf(page);
  // Before a transaction begins, in the middle of it, and after it was complete but before anybody heard of it
  for (const when of ['before', 'middle', 'after']) {
    await worker.evaluate((when) => {
      const real = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (tables, mode, options) {
        if (mode !== 'readwrite') return real.call(this, tables, mode, options);
        IDBDatabase.prototype.transaction = real;
        if (when === 'before') {
          this.close();
          return real.call(this, tables, mode, options); // throws InvalidStateError
        }
        const transaction = real.call(this, tables, mode, options);
        if (when === 'middle') {
          const store = transaction.objectStore;
          transaction.objectStore = function (table) {
            const found = store.call(this, table);
            found.put = function (...args) {
              delete found.put;
              const request = found.put(...args);
              request.onsuccess = () => transaction.abort();
              return request;
            };
            return found;
          };
        } else {
          transaction.addEventListener('complete', (event) => {
            event.stopImmediatePropagation();
            transaction.onabort(event);
          });
        }
        return transaction;
      };
    }, when);
    const { generation } = await page.evaluate((when) => vault.ok('write', { edits: [vault.put(when)] }), when);
    assert.equal(generation, 2 + ['before', 'middle', 'after'].indexOf(when));
  }
  assert.deepEqual(await texts(page), ['after', 'before', 'middle']);
});
