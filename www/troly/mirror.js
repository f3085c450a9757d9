// The vault's second copy, in the origin's private file system. Chromium throws all databases of an origin away when a kill in the
// middle of a write has left its log damaged (seen after one or two of a hundred kills); files it keeps. What is here is what
// is in the database: sealed, byte for byte.
//
// Two files, of which one is in use. A file is a head (MAGIC, number of the file) and entries behind one another, each with its
// length and a checksum: the first is a whole state, the others are changes. The one with the higher number counts, up to its first
// entry that is not whole; it is begun anew in the other file when it has grown, when keys change, and when something is deleted.
// A copy that cannot be written holds nothing up: the database is the original.

const MAGIC = 'troly-mirror 1\n';
const HEAD = MAGIC.length + 4;
const FILES = ['a', 'b'];
/** How much of what is no longer needed may be in a file. */
const SLACK = 1 << 20;

const id = (value) => /^[0-9a-f]{32}$/.test(value);
const count = (value) => Number.isSafeInteger(value) && value >= 0;

/** FNV-1a: says whether an entry is whole. That it is genuine, the seals say. */
function checksum(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** An entry: length, checksum, length of the list, the list as JSON, and then all bytes that it names, one after the other. */
function entry({ vault, generation, head, putEnvelopes, dropEnvelopes, putSlots, dropSlots }) {
  const sizes = (all) => all.map(([id, bytes]) => [id, bytes.length]);
  const list = new TextEncoder().encode(JSON.stringify({
    vault, generation, head: head.length, dropEnvelopes, dropSlots, putEnvelopes: sizes(putEnvelopes), putSlots: sizes(putSlots),
  }));
  const parts = [list, head, ...putEnvelopes.map(([, bytes]) => bytes), ...putSlots.map(([, bytes]) => bytes)];
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const out = new Uint8Array(8 + length);
  const view = new DataView(out.buffer);
  view.setUint32(0, length);
  view.setUint32(8, list.length);
  let at = 12;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  view.setUint32(4, checksum(out.subarray(8)));
  return out;
}

/** What an entry says; nothing if it is not one. */
function understood(body) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let at = 4 + view.getUint32(0);
  if (at > body.length) return undefined;
  try {
    const list = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.subarray(4, at)));
    const take = (length) => {
      if (!count(length) || length > body.length - at) throw undefined;
      at += length;
      return body.slice(at - length, at);
    };
    const ids = (all) => all.filter((one) => id(one) || (() => { throw undefined; })());
    const put = (all) => all.map(([one, length]) => [...ids([one]), take(length)]);
    if (!id(list.vault) || !count(list.generation)) return undefined;
    const head = take(list.head);
    const read = {
      vault: list.vault,
      generation: list.generation,
      head,
      putEnvelopes: put(list.putEnvelopes),
      putSlots: put(list.putSlots),
      dropEnvelopes: ids(list.dropEnvelopes),
      dropSlots: ids(list.dropSlots),
    };
    return at === body.length ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The state that a file holds: {number, length, first, vault, generation, head, envelopes, slots}; nothing if there is none. */
function replay(bytes) {
  if (bytes.length < HEAD || new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let state;
  for (let at = HEAD; bytes.length - at >= 12;) {
    const length = view.getUint32(at);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (length < 4 || body.length < length || checksum(body) !== view.getUint32(at + 4)) break;
    const change = understood(body);
    if (!change || (state && (change.vault !== state.vault || change.generation <= state.generation))) break;
    at += 8 + length;
    state ??= { number: view.getUint32(MAGIC.length), first: at, envelopes: new Map(), slots: new Map() };
    Object.assign(state, { vault: change.vault, generation: change.generation, head: change.head, length: at });
    for (const one of change.dropEnvelopes) state.envelopes.delete(one);
    for (const one of change.dropSlots) state.slots.delete(one);
    for (const [one, bytes] of change.putEnvelopes) state.envelopes.set(one, bytes);
    for (const [one, bytes] of change.putSlots) state.slots.set(one, bytes);
  }
  return state;
}

/** Whether a change leaves behind what must not stay: keys that no longer open anything, objects that somebody deleted. */
const sheds = (change) => change.strict || change.putEnvelopes.length || change.dropEnvelopes.length
  || change.dropSlots.length > change.putSlots.length;

export class Mirror {
  #name;
  #at; // {file, number, vault, generation, length, first}: where the next change goes

  constructor(name) {
    this.#name = name;
  }

  #folder(create) {
    return navigator.storage.getDirectory().then((root) => root.getDirectoryHandle(this.#name, { create }));
  }

  async #newest() {
    const folder = await this.#folder(false);
    let newest;
    for (const file of FILES) {
      const read = async () => (await folder.getFileHandle(file)).getFile().then((it) => it.arrayBuffer());
      const bytes = await read().catch(read).catch(() => undefined); // another tab may be writing
      const state = bytes && replay(new Uint8Array(bytes));
      if (state && state.number > (newest?.number ?? 0)) newest = { ...state, file };
    }
    return newest;
  }

  /** The newest state of which there is a copy. */
  read() {
    return this.#newest().catch(() => undefined);
  }

  /** Takes a change over that the database has; `whole` gives all that it has. */
  async follow(change, whole) {
    try {
      if (!this.#at) this.#at = await this.read();
      const at = this.#at;
      const fits = at?.vault === change.vault && at.generation === change.expected && at.length <= 2 * at.first + SLACK;
      if (!(fits && !sheds(change) && await this.#append(at, entry(change)))) return await this.#begin(await whole());
      at.generation = change.generation;
    } catch {
      this.#at = undefined; // looked at again with the next change
    }
  }

  async #open(file, work) {
    const folder = await this.#folder(true);
    const access = await (await folder.getFileHandle(file, { create: true })).createSyncAccessHandle();
    try {
      return work(access);
    } finally {
      access.close();
    }
  }

  #append(at, bytes) {
    return this.#open(at.file, (access) => {
      if (access.getSize() !== at.length) return false; // another tab wrote, or one was cut off
      if (access.write(bytes, { at: at.length }) !== bytes.length) throw new Error();
      at.length += bytes.length;
      return true;
    });
  }

  async #begin(state) {
    if (!state) return;
    const before = await this.read();
    const file = FILES[before?.file === FILES[0] ? 1 : 0];
    const number = (before?.number ?? 0) + 1;
    const first = entry({ ...state, dropEnvelopes: [], dropSlots: [] });
    const head = new Uint8Array(HEAD);
    head.set(new TextEncoder().encode(MAGIC));
    new DataView(head.buffer).setUint32(MAGIC.length, number);
    await this.#open(file, (access) => {
      access.truncate(0);
      if (access.write(head, { at: 0 }) + access.write(first, { at: HEAD }) !== HEAD + first.length) throw new Error();
      access.flush();
    });
    if (before) await this.#open(before.file, (access) => { access.truncate(0); access.flush(); });
    const length = HEAD + first.length;
    this.#at = { file, number, vault: state.vault, generation: state.generation, length, first: length };
  }

  /** Deletes the copy; says whether there is none. */
  async wipe() {
    this.#at = undefined;
    try {
      const root = await navigator.storage.getDirectory();
      await root.removeEntry(this.#name, { recursive: true });
      return true;
    } catch (error) {
      // Nothing was there, or there is no such thing in this browser
      return error.name === 'NotFoundError' || !navigator.storage?.getDirectory || error.name === 'SecurityError';
    }
  }
}
