// The package's script: it loads the module and the units, checks what it is given, and makes objects of what comes back.
// `index.d.ts` describes all that is exported.

import init, { Book } from './address.js';

/** Replaced by the build. */
export const version = 'VERSION';

/** No address is nearly as long; what is behind this is not looked at. */
const LONGEST = 20_000;
/** As many as a picker can show. */
const MOST_HITS = 1000;

export class AddressError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'AddressError';
    this.code = code;
  }
}

const SAYS = {
  'units.magic': 'this is not a units file',
  'units.version': 'the units file is of another version of the package',
  'units.length': 'the units file is cut short, or longer than it says',
  'units.checksum': 'the units file is damaged',
  'units.content': 'the units file contradicts itself',
};

function wrong(code, message) {
  return Object.assign(new TypeError(message), { code });
}

function text(value, name) {
  if (typeof value !== 'string') throw wrong('argument.text', `${name} must be a string, not ${value === null ? 'null' : typeof value}`);
  return value.length > LONGEST ? value.slice(0, LONGEST) : value;
}

function object(value) {
  if (value === undefined) return {};
  if (value === null || typeof value !== 'object') throw wrong('argument.options', 'options must be an object');
  return value;
}

function isLand(options) {
  const { for: subject = 'people' } = object(options);
  if (subject !== 'people' && subject !== 'land') throw wrong('argument.for', "options.for must be 'people' or 'land'");
  return subject === 'land';
}

// ---- loading --------------------------------------------------------------------------------------------------------

const SOURCES = {
  module: { code: 'load.module', beside: () => new URL('./troly-address.wasm', import.meta.url), type: 'application/wasm' },
  units: { code: 'load.units', beside: () => new URL('./units.bin', import.meta.url), type: '' },
};

/** How a file: address is read; node's entry brings one. */
let files;
export function readFilesWith(read) {
  files = read;
}

/** What to load from, as bytes or, where that is faster, as a response. */
async function read(source, { code, beside, type }) {
  const fail = (why, options) => new AddressError(code, why, options);
  let given = await (source === undefined ? beside() : source);
  if (typeof given === 'string' || typeof given?.href === 'string') {
    const address = new URL(given.href ?? given, globalThis.document?.baseURI ?? globalThis.location?.href ?? import.meta.url);
    try {
      if (files && address.protocol === 'file:') return await files(address);
      given = await fetch(address);
    } catch (cause) {
      throw fail(`${address.href} cannot be loaded`, { cause });
    }
  }
  if (typeof given?.arrayBuffer !== 'function') return given;
  if (given.ok === false) throw fail(`${given.url || 'the source'} answers with ${given.status}`);
  if (type && given.headers?.get('content-type')?.startsWith(type)) return given;
  try {
    return await given.arrayBuffer();
  } catch (cause) {
    throw fail(`${given.url || 'the source'} broke off`, { cause });
  }
}

let started; // the module, once for all
let trap; // the error that ended it

async function start(source) {
  const given = await read(source, SOURCES.module);
  try {
    await init({ module_or_path: given });
  } catch (cause) {
    throw new AddressError('load.module', 'the module cannot be started', { cause });
  }
}

function bytesOf(given) {
  if (given instanceof Uint8Array) return given;
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (Object.prototype.toString.call(given) === '[object ArrayBuffer]') return new Uint8Array(given);
  throw wrong('argument.source', 'a source must be a URL, a Response, an ArrayBuffer or a view of one');
}

let usual; // what `load()` gives

export function load(source) {
  if (source === undefined) {
    usual ??= open({}).catch((error) => {
      usual = undefined; // the next call tries again: the network may be back
      throw error;
    });
    return usual;
  }
  const named = source !== null && Object.getPrototypeOf(source) === Object.prototype && ('module' in source || 'units' in source);
  return open(named ? source : { units: source });
}

async function open({ module, units }) {
  // Both at once; whichever fails first is said, and the other goes unheard
  const bytes = read(units, SOURCES.units).then(bytesOf);
  bytes.catch(() => {});
  started ??= start(module).catch((error) => {
    started = undefined;
    throw error;
  });
  await started;
  const file = await bytes;
  let book;
  guarded(() => {
    try {
      book = new Book(file);
    } catch (code) {
      if (typeof code !== 'string') throw code;
      throw new AddressError(code, SAYS[code] ?? code);
    }
  });
  return addresses(book);
}

/** After a trap the module's memory is not to be trusted: nothing of it is called again. */
function guarded(work) {
  if (trap) throw new AddressError('broken', 'the module broke down earlier; load the page or process anew', { cause: trap });
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    trap = error;
    throw new AddressError('broken', 'the module broke down', { cause: error });
  }
}

// ---- answering ------------------------------------------------------------------------------------------------------

function addresses(book) {
  const ask = (work) => JSON.parse(guarded(work));
  const one = (value, land) => {
    const checked = text(value, 'text');
    return ask(() => book.convert(checked, land));
  };

  function* each(texts, land) {
    for (const value of texts) yield one(value, land);
  }
  async function* eachLater(texts, land) {
    for await (const value of texts) yield one(value, land);
  }

  return Object.freeze({
    asOf: guarded(() => book.asOf()),
    convert: (value, options) => one(value, isLand(options)),
    convertAll(texts, options) {
      const land = isLand(options);
      if (typeof texts !== 'string' && typeof texts?.[Symbol.iterator] === 'function') return each(texts, land);
      if (typeof texts?.[Symbol.asyncIterator] === 'function') return eachLater(texts, land);
      throw wrong('argument.texts', 'texts must be an iterable of strings');
    },
    parse(value) {
      const checked = text(value, 'text');
      return ask(() => book.parse(checked));
    },
    search(query, options) {
      const checked = text(query, 'query');
      const { limit = 10, province = '' } = object(options);
      if (!Number.isInteger(limit) || limit < 1) throw wrong('argument.limit', 'options.limit must be a whole number above 0');
      const inside = text(province, 'options.province');
      return ask(() => book.search(checked, inside, Math.min(limit, MOST_HITS)));
    },
    origins(code) {
      const checked = text(code, 'communeCode');
      return ask(() => book.origins(checked));
    },
    successors(code, options) {
      const checked = text(code, 'unitCode');
      const land = isLand(options);
      return ask(() => book.successors(checked, land));
    },
    provinces: () => ask(() => book.provinces()),
    communes(code = '') {
      const checked = text(code, 'provinceCode');
      return ask(() => book.communes(checked));
    },
  });
}
