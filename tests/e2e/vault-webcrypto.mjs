// The vault's export file by the browser's own cryptography, written after docs/vault.md alone: it shares nothing with ours.
// `webCrypto` is handed to a page as text. Envelopes are those of passkeys, as browsers have no Argon2.

/** Gives `open(file, secret)` and `seal(secret, objects)`; an object is {id, type, generation, changed, text}, ids are hex. */
export function webCrypto() {
  const { subtle } = crypto;
  const utf8 = new TextEncoder();
  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
  const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? utf8.encode(part) : part)]));
  const number = (n, length) => Uint8Array.from({ length }, (_, i) => Math.floor(n / 256 ** (length - 1 - i)) % 256);
  const read = (bytes, at, length) => bytes.subarray(at, at + length).reduce((n, byte) => n * 256 + byte, 0);
  const sum = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes)).subarray(0, 8);
  const random = (n) => crypto.getRandomValues(new Uint8Array(n));
  const must = (holds, what) => {
    if (!holds) throw new Error(`not as written in docs/vault.md: ${what}`);
  };
  async function hkdf(secret, salt, label, length) {
    const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
    const info = utf8.encode(label);
    return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 8 * length));
  }
  const keyId = (key) => hkdf(key, new Uint8Array(), 'troly/vault/1/key-id', 16);
  async function gcm(how, key, iv, additionalData, bytes) {
    const imported = await subtle.importKey('raw', key, 'AES-GCM', false, [how]);
    return new Uint8Array(await subtle[how]({ name: 'AES-GCM', iv, additionalData }, imported, bytes));
  }
  async function unframe(bytes, kind) {
    must(hex(bytes.subarray(0, 6)) === `544c5956010${kind}`, 'frame');
    const n = read(bytes, 6, 4);
    must(bytes.length === 10 + n + 8, 'length of a frame');
    must(hex(await sum(bytes.subarray(0, 10 + n))) === hex(bytes.subarray(10 + n)), 'check sum');
  }
  function frame(kind, inside, n) {
    return join('TLYV', [1, kind], number(n, 4), inside);
  }
  const closed = async (bytes) => join(bytes, await sum(bytes));

  async function openEnvelope(bytes, secret) {
    await unframe(bytes, 1);
    must(bytes[66] === 1 && bytes[67] === 2 && bytes[68] === 16, 'an envelope of a passkey');
    const salt = bytes.subarray(69, 85);
    const a = 87 + read(bytes, 85, 2);
    must(hex(await hkdf(secret, salt, 'troly/vault/1/commitment', 32)) === hex(bytes.subarray(a, a + 32)), 'commitment');
    const wrapping = await hkdf(secret, salt, 'troly/vault/1/wrapping-key', 32);
    const key = await gcm('decrypt', wrapping, bytes.subarray(a + 32, a + 44), bytes.subarray(0, a + 32), bytes.subarray(a + 44, a + 92));
    must(hex(await keyId(key)) === hex(bytes.subarray(50, 66)), 'key id');
    return key;
  }

  async function openObject(bytes, key) {
    await unframe(bytes, 2);
    must(hex(bytes.subarray(26, 42)) === hex(await keyId(key)) && bytes[42] === 1, 'object');
    const inner = await gcm('decrypt', key, bytes.subarray(43, 55), bytes.subarray(0, 43), bytes.subarray(55, 128));
    const meta = inner.subarray(32);
    const padded = await gcm('decrypt', inner.subarray(0, 32), bytes.subarray(128, 140), join(bytes.subarray(0, 128), meta), bytes.subarray(140, -8));
    const length = read(padded, 0, 4);
    must(padded.subarray(4 + length).every((b) => b === 0), 'padding');
    return { type: meta[0], id: hex(meta.subarray(1, 17)), generation: read(meta, 17, 8), content: padded.slice(4, 4 + length) };
  }

  async function sealObject(vault, key, { type, id, generation }, content) {
    const length = content.length + 4;
    const step = Math.max(256, 2 ** (Math.floor(Math.log2(length - 1)) - 3));
    const padded = new Uint8Array(Math.ceil(length / step) * step);
    padded.set(join(number(content.length, 4), content));
    const meta = join([type], unhex(id), number(generation, 8));
    const own = random(32);
    const iv = random(12);
    const head = join(frame(2, join(vault, await keyId(key), [1]), 16 + 16 + 1 + 12 + 73 + 12 + padded.length + 16));
    const first = join(head, iv, await gcm('encrypt', key, iv, head, join(own, meta)));
    const second = random(12);
    return closed(join(first, second, await gcm('encrypt', own, second, join(first, meta), padded)));
  }

  return {
    async open(file, secret) {
      must(hex(file.subarray(0, 5)) === '544c595801', 'file');
      const n = read(file, 5, 4);
      must(hex(await sum(file.subarray(0, 9 + n))) === hex(file.subarray(9 + n, 17 + n)), 'sum of the block');
      let at = 26;
      let key;
      for (let i = 0; i < file[25]; i++) {
        const length = read(file, at, 4);
        const envelope = file.slice(at + 4, at + 4 + length);
        if (envelope[67] === 2) key = await openEnvelope(envelope, secret);
        at += 4 + length;
      }
      const { content: list } = await openObject(file.slice(at + 4, 9 + n), key);
      at = 17 + n;
      const objects = [];
      for (let i = 0; i < read(list, 12, 4); i++) {
        const entry = list.subarray(16 + 37 * i, 53 + 37 * i);
        const length = read(entry, 33, 4);
        const { content, ...meta } = await openObject(file.slice(at, at + length), key);
        must(hex(entry.subarray(0, 25)) === meta.id + hex([meta.type]) + hex(number(meta.generation, 8)), 'entry');
        objects.push({ ...meta, changed: read(entry, 25, 8), text: new TextDecoder().decode(content) });
        at += length;
      }
      must(hex(file.subarray(at, at + 17 + n)) === hex(file.subarray(0, 17 + n)), 'the same block at the end');
      must(hex(file.subarray(at + 17 + n)) === hex(join(number(17 + n, 4), 'XYLT')), 'end');
      return objects;
    },
    async seal(secret, objects) {
      const [vault, way, key, salt, iv] = [random(16), random(16), random(32), random(16), random(12)];
      const hint = utf8.encode('khoá');
      const inside = join(vault, way, number(1, 8), await keyId(key), [1, 2, 16], salt, number(hint.length, 2), hint);
      const bound = join(frame(1, inside, inside.length + 32 + 12 + 48), await hkdf(secret, salt, 'troly/vault/1/commitment', 32));
      const wrapped = await gcm('encrypt', await hkdf(secret, salt, 'troly/vault/1/wrapping-key', 32), iv, bound, key);
      const envelope = await closed(join(bound, iv, wrapped));
      const sealed = [];
      for (const object of objects) sealed.push(await sealObject(vault, key, object, utf8.encode(object.text)));
      const entries = objects.map((o, i) => join(unhex(o.id), [o.type], number(o.generation, 8), number(o.changed, 8), number(sealed[i].length, 4)));
      const list = join(number(1, 4), number(Date.now(), 8), number(objects.length, 4), ...entries);
      const generation = Math.max(...objects.map((o) => o.generation));
      const manifest = await sealObject(vault, key, { type: 2, id: hex(vault), generation }, list);
      const parts = join(vault, [1], number(envelope.length, 4), envelope, number(manifest.length, 4), manifest);
      const block = await closed(join('TLYX', [1], number(parts.length, 4), parts));
      return join(block, ...sealed, block, number(block.length, 4), 'XYLT');
    },
  };
}
