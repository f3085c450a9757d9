// The vault's worker: what a citizen keeps, sealed, in this browser's IndexedDB, with a copy beside it (troly/mirror.js). A module worker, started by www/troly.js when
// the vault is first asked for; it loads its wasm module (src/bin/vault_worker.rs) when there is something to open or to seal.
// The key is here and nowhere else: it is gone with this worker.
//
// Questions {id, op, …}, each with exactly one answer, in their order: {id, ok} or {id, error, ms?, version?}, where `error` is a
// code of src/vault (`vault::Error::code`), or
//   vault.load     the module could not be loaded; the next question tries again
//   vault.broke    the module broke down. Everything is answered so from now on: terminate this worker and start another
//   vault.message  no such question
//
//   look {seen?: {vault, generation}}       {vault: ID or null, ways: [{id, method: 'passphrase' | 'passkey', hint?}]}. `seen` is what the
//                                           page remembers: an older state of that vault is not opened
//   create {passphrase}                     {vault, generation, schema, backup: null or {at, generation}, way}
//   open {passphrase} or {secret}           the same. One that fails leaves the vault locked
//   lock                                    true; in other tabs too
//   all                                     [{id, kind, generation, changed, text or error}]
//   write {edits: [{put: {id?, kind, text, base?}} or {delete: {id, base?}}]}  {generation, ids}: all or nothing, and on the disk
//                                           (drafts may be lost with the power). `base`: 'any', 'new' or the generation that it builds on
//   passphrase {passphrase}                 {way}
//   add-way {passphrase} or {secret, hint}  {way}
//   remove-way {way}                        true
//   rekey {passphrase}                      {way}
//   export                                  {file, generation, objects, broken}
//   backed-up {generation}                  true
//   read-file {file, passphrase or secret}  {vault, same, objects, at, preview: null or {added, replaced, kept, same, broken}}
//   restore {choice: 'newer' | 'file' | 'here'}  the preview, of what was done; with `opened` (as of `open`) where there was no vault
//   touch                                   true: somebody is at work
//   idle {ms}                               true: it locks itself after so long
//   used                                    {objects, bytes}
//   wipe                                    {removed}: nothing is left, and that was looked at
//
// Ids are 32 hex digits, kinds 'record', 'person', 'draft', 'attachment', 'setting'; bytes are Uint8Arrays.
//
// Events, without an id:
//   {event: 'locked', why}  the key is gone from here. why: 'idle', 'elsewhere' (another tab locked), 'changed' (another passphrase or
//                           key was set in another tab), 'gone' (deleted), 'outdated' (a newer version of the program takes over)
//   {event: 'changed', generation}  another tab wrote
//
// Content security policy: script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'.

import { Mirror } from './troly/mirror.js';

// Name → [name by content, integrity], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};

/** Database, channel and lock. */
const NAME = 'troly-vault';
const VERSION = 1;
const TABLES = ['vault', 'envelopes', 'slots'];
/** The one row in the table `vault`: {vault, generation, head}. */
const ROW = 'vault';
/** How long another tab may hold up this one: the store, and the lock that keeps tabs from doing things twice. */
const PATIENCE = 10_000;
const IDLE = 10 * 60_000;
const LOOK_AROUND = 5_000;

const coded = (error) => ({ error });

// ---- the store ---------------------------------------------------------------------------------------------------------

const id = (value) => (/^[0-9a-f]{32}$/.test(value) ? value : '0'.repeat(32));
const bytes = (value) => (value instanceof Uint8Array ? value : new Uint8Array());
const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);

/**
 * Opens the database at a version, or at whatever version it has; null when there is none. Only `create` makes one: who looks
 * leaves nothing behind, and one that was deleted does not come back by itself.
 */
function open(version, create) {
  return new Promise((resolve, reject) => {
    let none = false;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject('unavailable');
    }, PATIENCE);
    let request;
    try {
      request = indexedDB.open(NAME, version);
    } catch {
      clearTimeout(timer);
      reject('unavailable'); // blocked, or not there at all
      return;
    }
    request.onupgradeneeded = ({ oldVersion }) => {
      none = oldVersion === 0 && !create;
      if (oldVersion === 0 && create && !late) for (const table of TABLES) request.result.createObjectStore(table);
      else request.transaction.abort();
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      if (late) request.result.close(); // nobody waits for it any more
      else resolve(request.result);
    };
    request.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      if (none) resolve(null);
      else reject({ VersionError: 'newer', QuotaExceededError: 'full', SecurityError: 'unavailable' }[request.error?.name] ?? 'lost');
    };
  });
}

/** What src/vault asks for as `VaultStore`. What goes wrong is thrown as the end of its code. */
class Store {
  #db;
  #stop; // of the transaction that is under way
  #left; // what to do when others take the database away
  #mirror = new Mirror(NAME);
  #compared = false; // with the copy

  constructor(left) {
    this.#left = left;
  }

  async #connect(create, any) {
    if (this.#db) return this.#db;
    const version = any ? undefined : VERSION;
    // Phones take the connection away in the background, which may show only now: once more
    const db = await open(version, create).catch((why) => (why === 'lost' ? open(version, create) : Promise.reject(why)))
      .catch((why) => Promise.reject(why === 'lost' ? 'unavailable' : why));
    if (!db) return null;
    db.onversionchange = ({ newVersion }) => {
      this.#drop(db);
      this.#left(newVersion === null ? 'gone' : 'outdated');
    };
    db.onclose = () => {
      this.#drop(db);
      this.#stop?.('lost');
      this.#left('closed');
    };
    if (!any || db.version === VERSION) this.#db = db;
    return db;
  }

  #drop(db) {
    db.close();
    if (this.#db === db) this.#db = undefined;
  }

  /**
   * One transaction over all tables. `work` makes its requests, and gives what is to be known once it is complete: a request
   * that succeeded is nothing yet. `other`: what it comes to where there is no database.
   */
  async #transact(mode, work, { create = false, any = false, strict = false, other } = {}) {
    for (let again = false; ; again = true) {
      const db = await this.#connect(create, any);
      if (!db) return other();
      let transaction;
      try {
        const tables = any ? [...db.objectStoreNames] : TABLES;
        if (!tables.length) return other();
        transaction = db.transaction(tables, mode, { durability: strict ? 'strict' : 'relaxed' });
      } catch (error) {
        this.#drop(db);
        // It was closed without a word. Nothing was asked of it, so another can be asked
        if (again || error.name !== 'InvalidStateError') throw 'unavailable';
        continue;
      }
      try {
        return await new Promise((resolve, reject) => {
          this.#stop = reject;
          let thrown;
          const give = work(transaction, (why) => {
            thrown = why;
            transaction.abort();
          });
          transaction.oncomplete = () => resolve(give?.());
          transaction.onabort = (event) => {
            event.preventDefault();
            const full = transaction.error?.name === 'QuotaExceededError';
            if (!thrown && !full) this.#drop(db);
            reject(thrown ?? (full ? 'full' : 'lost'));
          };
        });
      } finally {
        this.#stop = undefined;
        if (db !== this.#db) db.close();
      }
    }
  }

  /** What there is. If the browser has lost it, or the last of it, it is what the copy has. */
  async stored() {
    const row = await this.#row();
    if (row && this.#compared) return row;
    const copy = await this.#mirror.read();
    this.#compared = true;
    if (!copy || (row && (row.vault !== copy.vault || row.generation >= copy.generation))) return row;
    await this.#adopt(copy, row);
    return this.#row();
  }

  /** Puts a copy in the place of what is there; unless another tab was faster. */
  #adopt({ vault, generation, head, envelopes, slots }, row) {
    return this.#transact('readwrite', (transaction) => {
      const [rows, keys, objects] = TABLES.map((table) => transaction.objectStore(table));
      rows.get(ROW).onsuccess = ({ target: { result: now } }) => {
        if (now?.vault !== row?.vault || now?.generation !== row?.generation) return;
        for (const table of [rows, keys, objects]) table.clear();
        rows.put({ vault, generation, head }, ROW);
        for (const [id, bytes] of envelopes) keys.put(bytes, id);
        for (const [id, bytes] of slots) objects.put(bytes, id);
      };
    }, { create: true, strict: true });
  }

  #row() {
    return this.#transact('readonly', (transaction) => {
      const row = transaction.objectStore('vault').get(ROW);
      const ids = transaction.objectStore('envelopes').getAllKeys();
      const envelopes = transaction.objectStore('envelopes').getAll();
      return () => row.result && {
        vault: id(row.result.vault),
        generation: count(row.result.generation),
        head: bytes(row.result.head),
        ids: ids.result.map(id),
        envelopes: envelopes.result.map(bytes),
      };
    }, { other: () => null }).then((row) => row ?? null);
  }

  /** Few are asked for one by one; for many, all that there are come at once, which takes a third of the time. */
  slots(ids) {
    return this.#transact('readonly', (transaction) => {
      const slots = transaction.objectStore('slots');
      if (ids.length > 16) {
        const [keys, values] = [slots.getAllKeys(), slots.getAll()];
        return () => {
          const found = new Map(keys.result.map((key, i) => [key, bytes(values.result[i])]));
          return ids.map((id) => found.get(id) ?? null);
        };
      }
      const found = ids.map((id) => slots.get(id));
      return () => found.map(({ result }) => (result === undefined ? null : bytes(result)));
    }, { other: () => ids.map(() => null) });
  }

  async commit(change) {
    await this.#commit(change);
    await this.#mirror.follow(change, () => this.#whole());
  }

  /** All that there is, as of one moment, as the change that makes it. */
  #whole() {
    return this.#transact('readonly', (transaction) => {
      const row = transaction.objectStore('vault').get(ROW);
      const [envelopes, slots] = ['envelopes', 'slots'].map((table) => {
        const store = transaction.objectStore(table);
        return [store.getAllKeys(), store.getAll()];
      });
      const pairs = ([keys, values]) => keys.result.map((key, i) => [id(key), bytes(values.result[i])]);
      return () => row.result && { ...row.result, putEnvelopes: pairs(envelopes), putSlots: pairs(slots) };
    }, { other: () => undefined });
  }

  #commit({ vault, expected, generation, head, putEnvelopes, dropEnvelopes, putSlots, dropSlots, strict }) {
    return this.#transact('readwrite', (transaction, give) => {
      const [rows, envelopes, slots] = TABLES.map((table) => transaction.objectStore(table));
      rows.get(ROW).onsuccess = ({ target: { result: now } }) => {
        const fits = expected === null ? !now : now?.vault === vault && now.generation === expected;
        if (!fits) return give('conflict');
        rows.put({ vault, generation, head }, ROW);
        for (const [id, bytes] of putEnvelopes) envelopes.put(bytes, id);
        for (const id of dropEnvelopes) envelopes.delete(id);
        for (const [id, bytes] of putSlots) slots.put(bytes, id);
        for (const id of dropSlots) slots.delete(id);
      };
    }, { create: expected === null, strict, other: () => Promise.reject('conflict') });
  }

  /** Deletes the copy, from which it would come back; says whether there is none. */
  uncopy() {
    return this.#mirror.wipe();
  }

  /** Whatever version it has. */
  wipe() {
    return this.#transact('readwrite', (transaction) => {
      for (const table of transaction.objectStoreNames) transaction.objectStore(table).clear();
    }, { any: true, strict: true, other: () => {} });
  }

  left(any = false) {
    return this.#transact('readonly', (transaction) => {
      const counts = [...transaction.objectStoreNames].map((table) => transaction.objectStore(table).count());
      return () => counts.reduce((sum, { result }) => sum + result, 0);
    }, { any, other: () => 0 });
  }

  used() {
    return this.#transact('readonly', (transaction) => {
      const used = { objects: 0, bytes: 0 };
      for (const table of TABLES) {
        transaction.objectStore(table).openCursor().onsuccess = ({ target: { result: cursor } }) => {
          if (!cursor) return;
          if (table === 'slots') used.objects += 1;
          used.bytes += bytes(cursor.value?.head ?? cursor.value).length;
          cursor.continue();
        };
      }
      return () => used;
    }, { other: () => ({ objects: 0, bytes: 0 }) });
  }

  /** Deletes the database itself; says whether it is gone already. If not, it goes when another tab has let go of it. */
  erase() {
    if (this.#db) this.#drop(this.#db);
    return new Promise((resolve) => {
      setTimeout(resolve, PATIENCE, false);
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = () => resolve(true);
      request.onblocked = request.onerror = () => resolve(false);
    }).catch(() => false);
  }
}

// ---- the module ----------------------------------------------------------------------------------------------------------

let compiled;
let instances = 0;
let tab; // the vault as the module has it
let memory; // the module's
let broken = false;
let breakDown; // makes whoever waits for the module go on
const breaking = new Promise((_, reject) => { breakDown = reject; });
breaking.catch(() => {});
let idle = IDLE;
let seen; // {vault, generation}: the newest of which anybody knows

const store = new Store((why) => enqueue(() => taken(why)));

async function compile() {
  const wasm = new URL(ASSETS['vault.wasm']?.[0] ?? 'vault.wasm', import.meta.url);
  const response = await fetch(wasm, { integrity: ASSETS['vault.wasm']?.[1] ?? '', credentials: 'same-origin' });
  if (!response.ok) throw coded('vault.load');
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The module, on a device that computes as it should. */
async function load() {
  if (tab) return tab;
  let glue;
  let exports;
  try {
    compiled ??= compile();
    compiled.catch(() => {}); // reported below, once
    const again = instances++ ? `?r=${instances}` : ''; // a script is evaluated once for each address
    glue = await import(new URL((ASSETS['vault.js']?.[0] ?? 'vault.js') + again, import.meta.url));
    exports = await glue.default({ module_or_path: await compiled });
  } catch {
    compiled = undefined; // the next question tries again: the network may be back
    throw coded('vault.load');
  }
  memory = Object.values(exports).find((it) => it instanceof WebAssembly.Memory); // whatever the build called it
  tab = new glue.Tab(store, idle);
  if (seen) tab.remember(seen.vault, seen.generation);
  return tab;
}

/** The key goes, and with it everything that the module ever had in its memory. What is next asked gets another instance. */
function shut(why) {
  const was = tab?.unlocked();
  tab?.free();
  wipeMemory();
  if (why && was) postMessage({ event: 'locked', why });
}

function wipeMemory() {
  if (memory) new Uint8Array(memory.buffer).fill(0);
  tab = memory = undefined;
}

/** A trap leaves half-changed memory: nothing of this instance may be called again. */
let remains;
function trapped() {
  broken = true;
  remains = tab; // never collected, as that would call the module
  wipeMemory();
  breakDown(coded('vault.broke'));
}

// What the module does after a wait, it does in a task of its own: a trap there reaches nobody who waits
for (const type of ['error', 'unhandledrejection']) {
  addEventListener(type, (event) => {
    event.preventDefault();
    trapped();
  });
}

/** Asks the module for what takes a while. */
const ask = (promise) => Promise.race([promise, breaking]);

const now = () => Date.now();

/** Locks what was left alone for too long, by the clock on the wall. */
function tick() {
  const was = tab?.unlocked();
  tab?.tick(now());
  if (was && !tab.unlocked()) {
    shut();
    postMessage({ event: 'locked', why: 'idle' });
  }
}

setInterval(() => tab && enqueue(async () => tick()), LOOK_AROUND);

// ---- other tabs ----------------------------------------------------------------------------------------------------------

const channel = new BroadcastChannel(NAME);
channel.onmessage = ({ data }) => enqueue(async () => {
  if (data?.locked) shut('elsewhere');
  if (data?.wiped) shut('gone');
  if (data?.changed && tab?.unlocked() && data.changed > seen.generation) await follow();
});

/** Takes over what another tab has written, or locks: its key may be another, or it may be gone. */
async function follow() {
  try {
    saw(await ask(tab.refresh(now())));
    postMessage({ event: 'changed', generation: seen.generation });
  } catch (error) {
    if (typeof error?.error !== 'string') throw error;
    if (!tab?.unlocked()) left(error.error);
  }
}

/** The vault has locked itself: tells why. */
function left(code) {
  shut();
  postMessage({ event: 'locked', why: code === 'vault.gone' ? 'gone' : 'changed' });
}

/** Others have taken the database away. */
async function taken(why) {
  if (why === 'outdated') {
    shut();
    postMessage({ event: 'locked', why });
  } else if (why === 'gone') {
    shut(why);
  } else if (tab?.unlocked()) {
    await follow();
  }
}

function saw(opened) {
  seen = { vault: opened.vault, generation: opened.generation };
  return opened;
}

/** Alone among the tabs, so that none of them works in vain; one that never lets go holds nobody up: what is written is compared first. */
async function alone(work) {
  let begun = false;
  const run = () => {
    begun = true;
    return work();
  };
  try {
    if (navigator.locks) return await navigator.locks.request(NAME, { signal: AbortSignal.timeout(PATIENCE) }, run);
  } catch (error) {
    if (begun) throw error;
  }
  return run();
}

/** A change of the vault: other tabs are told. */
const change = (work) => alone(async () => {
  const result = await ask(work(unlocked()));
  settled();
  return result;
});

/** Notes the generation, and tells others of it. */
function settled() {
  saw(tab.opened());
  channel.postMessage({ changed: seen.generation });
}

// ---- questions -------------------------------------------------------------------------------------------------------------

function unlocked() {
  if (!tab?.unlocked()) throw coded('vault.locked');
  return tab;
}

/** A text as bytes, which can be wiped. */
function encoded(text) {
  if (typeof text !== 'string') throw coded('vault.message');
  return new TextEncoder().encode(text);
}

/** Hands bytes to the module, which copies them, and wipes what is left of them here. */
function hand(call, ...secrets) {
  try {
    return call(...secrets);
  } finally {
    for (const secret of secrets) secret?.fill(0);
  }
}

function optional(value) {
  if (value !== undefined && !(value instanceof Uint8Array)) throw coded('vault.message');
  return value;
}

const whole = (value) => {
  if (!Number.isSafeInteger(value) || value < 0) throw coded('vault.message');
  return value;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text({ bytes, ...object }) {
  if (!bytes) return object;
  try {
    return { ...object, text: decoder.decode(bytes) };
  } catch {
    return { ...object, error: 'vault.content' };
  } finally {
    bytes.fill(0);
  }
}

/** Hands over one edit; gives its object's id. */
function edited(edit) {
  const { put, delete: gone } = edit ?? {};
  if (!put === !gone) throw coded('vault.message');
  if (gone) return tab.delete(`${gone.id}`, gone.base);
  const id = put.id === undefined ? undefined : `${put.id}`;
  return hand((content) => tab.put(id, `${put.kind}`, content, put.base), encoded(put.text));
}

/** A passphrase or a secret, as what takes either wants them. */
function credential({ passphrase, secret }) {
  if ((passphrase === undefined) === (secret === undefined)) throw coded('vault.message');
  return [passphrase === undefined ? undefined : encoded(passphrase), optional(secret)];
}

const OPS = {
  async look({ seen: known }) {
    if (known && !tab?.unlocked() && !(known.vault === seen?.vault && known.generation < seen.generation)) {
      seen = { vault: id(known.vault), generation: count(known.generation) };
      tab?.remember(seen.vault, seen.generation);
    }
    if (!(await store.stored())) return { vault: null, ways: [] };
    return ask((await load()).ways());
  },
  create: ({ passphrase }) => alone(async () => {
    const tab = await load();
    const opened = await ask(hand((secret) => tab.create(secret, now()), encoded(passphrase)));
    settled();
    return opened;
  }),
  async open(message) {
    const tab = await load();
    return saw(await ask(hand((passphrase, secret) => tab.open(passphrase, secret, now()), ...credential(message))));
  },
  async lock() {
    shut();
    channel.postMessage({ locked: true });
    return true;
  },
  all: async () => (await ask(unlocked().all(now()))).map(text),
  async write({ edits }) {
    if (!Array.isArray(edits)) throw coded('vault.message');
    unlocked().begin();
    try {
      const ids = edits.map(edited);
      return { generation: await change((tab) => tab.write(now())), ids };
    } finally {
      tab?.begin();
    }
  },
  passphrase: async ({ passphrase }) => ({
    way: await change((tab) => hand((secret) => tab.passphrase(secret, now()), encoded(passphrase))),
  }),
  'add-way': async (message) => ({
    way: await change((tab) => {
      const hint = optional(message.hint);
      return hand((passphrase, secret) => tab.addWay(passphrase, secret, hint, now()), ...credential(message));
    }),
  }),
  'remove-way': async ({ way }) => {
    await change((tab) => tab.removeWay(`${way}`, now()));
    return true;
  },
  rekey: async ({ passphrase }) => ({
    way: await change((tab) => hand((secret) => tab.rekey(secret, now()), encoded(passphrase))),
  }),
  export: () => ask(unlocked().export(now())),
  'backed-up': async ({ generation }) => {
    await change((tab) => tab.backedUp(whole(generation), now()));
    return true;
  },
  async 'read-file'(message) {
    const { file } = message;
    if (!(file instanceof Uint8Array)) throw coded('vault.message');
    const tab = await load();
    return ask(hand((passphrase, secret) => tab.readFile(file, passphrase, secret, now()), ...credential(message)));
  },
  restore: ({ choice }) => alone(async () => {
    const done = await ask((await load()).restore(`${choice}`, now()));
    settled();
    return done;
  }),
  async touch() {
    unlocked().touch(now());
    return true;
  },
  async idle({ ms }) {
    idle = whole(ms);
    tab?.setIdle(idle);
    return true;
  },
  used: () => store.used(),
  /** Needs neither key nor module: who wants to be rid of it must not depend on them. */
  wipe: () => alone(async () => {
    shut();
    const removed = await store.left(true).catch(() => 0);
    const uncopied = await store.uncopy();
    // What cannot be emptied can still be deleted
    const emptied = await store.wipe().then(() => store.left(true)).then((left) => left === 0, () => false);
    const erased = await store.erase();
    if (!uncopied || !(erased ? (await store.left(true)) === 0 : emptied)) throw coded('vault.not-wiped');
    seen = undefined;
    channel.postMessage({ wiped: true });
    return { removed };
  }),
};

async function answer(message) {
  if (broken) throw coded('vault.broke');
  tick();
  if (!message || !Object.hasOwn(OPS, message.op)) throw coded('vault.message');
  const was = tab?.unlocked();
  try {
    return await OPS[message.op](message);
  } catch (error) {
    if (was && tab && !tab.unlocked() && message.op !== 'open') left(error?.error);
    throw error;
  }
}

/** What went wrong, as it is answered. Whatever has no code is none of the things that are provided for. */
function told(error) {
  if (typeof error === 'string') return coded(`vault.store-${error}`);
  if (typeof error?.error === 'string') return error;
  trapped();
  return coded('vault.broke');
}

let queue = Promise.resolve();

/** One thing after the other. */
function enqueue(work) {
  queue = queue.then(() => (broken ? undefined : work())).catch(told);
}

addEventListener('message', ({ data }) => {
  queue = queue
    .then(() => answer(data))
    .then((ok) => ({ id: data?.id, ok }), (error) => ({ id: data?.id, ...told(error) }))
    .then((reply) => postMessage(reply, reply.ok?.file ? [reply.ok.file.buffer] : []));
});
