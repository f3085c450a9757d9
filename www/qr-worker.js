// The QR worker: a picture in, the texts of its QR codes out. A module worker, started by www/troly.js on the first picture;
// it loads the second wasm module (src/bin/qr_worker.rs) when it first needs it. Pictures never leave it.
//
// Messages to it (several may be under way; answers come in the order of the questions):
//   {type: 'init'}                       load the module now. Answer: {type: 'ready', ok: true} or {type: 'ready', ok: false, error: 'load'}
//   {id, blob, thorough?}                a File or Blob: PNG, JPEG or WebP. `thorough` is true unless told
//   {id, bitmap, thorough?}              an ImageBitmap, transferred: a frame of the camera. `thorough` is false unless told. Closed here
//   {id, imageData, thorough?}           an ImageData. `thorough` is true unless told
// `thorough` tries everything; without it only what is quick, as the next frame comes soon.
//
// The answer to each of the three, always exactly one, so that the page can pace itself by it:
//   {id, ok: true, texts, codes, width, height, unreadable, reader}
//     texts       the messages of all codes that are text (UTF-8), the largest code first; empty when there is none
//     codes       [{text, corners, version?}], `text` null when the message is not text; `corners` four [x, y] from the symbol's upper left one
//                 clockwise, in pixels of a picture of `width` × `height`, which are in the answer (large pictures are reduced)
//     unreadable  a code is there but could not be read: "come closer, hold still" helps, "choose another picture" does not
//     reader      'browser' (BarcodeDetector) or 'troly'
//   {id, ok: false, error}
//     'not-a-picture'  no PNG, JPEG or WebP, or a damaged one
//     'too-large'      beyond the limits below; the picture was not decoded
//     'load'           the wasm module could not be loaded
//     'broke'          the module broke down. It answers 'broke' from now on: terminate this worker and start another
//     'message'        the question is none of the above
// Content security policy: script-src 'self' 'wasm-unsafe-eval'. The worker's own address has to come from a Trusted Types policy in the page.

// Name → [name by content, integrity], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};

/** What a picture file may be. Its header is looked at before anything is decoded: a small file can claim to be enormous. */
const MAX_BYTES = 64 << 20;
const MAX_SIDE = 20_000;
/** The largest photos of telephones have 108 megapixels. */
const MAX_PIXELS = 110e6;
/** Where a JPEG's dimensions may be: after profiles, thumbnails and other metadata. */
const HEADER_BYTES = 1 << 20;
/** What is looked at: larger pictures are reduced to this when they are decoded. */
const WORK_PIXELS = 12.6e6;
/** Pixels converted at a time. */
const STRIP = 1 << 20;

class Failure extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

// ---- the wasm module ---------------------------------------------------------------------------------------------

let module;
let broken = false;

function load() {
  module ??= start().catch((error) => {
    module = undefined; // the next picture tries again: the network may be back
    throw error;
  });
  return module;
}

async function start() {
  const address = (name) => new URL(ASSETS[name]?.[0] ?? name, import.meta.url).href;
  try {
    const wasm = fetch(address('qr.wasm'), { integrity: ASSETS['qr.wasm']?.[1] ?? '', credentials: 'same-origin' });
    wasm.catch(() => {}); // reported below, once
    const glue = await import(address('qr.js'));
    const response = await wasm;
    if (!response.ok) throw new Failure('load');
    await glue.default({ module_or_path: response });
    return glue;
  } catch {
    throw new Failure('load');
  }
}

/** Reads with our own module. */
async function own(luma, width, height, thorough) {
  const glue = await load();
  let answer;
  try {
    answer = JSON.parse(glue.scan(luma, width, height, thorough));
  } catch {
    // A trap leaves half-changed memory; nothing of this instance may be called again
    broken = true;
    throw new Failure('broke');
  }
  if (answer.error) throw new Failure('too-large');
  return answer;
}

// ---- the browser's own reader --------------------------------------------------------------------------------------

let detector;

async function nativeDetector() {
  if (detector === undefined) {
    detector = null;
    try {
      // Some browsers have the class and no format
      if ((await globalThis.BarcodeDetector?.getSupportedFormats())?.includes('qr_code')) {
        detector = new BarcodeDetector({ formats: ['qr_code'] });
      }
    } catch { /* there in name only */ }
  }
  return detector;
}

/**
 * UTF-8 that was taken for ISO-8859-1, Windows-1252 or Shift JIS ("Nguyá»…n"), or was not understood. Cards hold UTF-8 without saying so,
 * and readers guess.
 */
const MANGLED = /[\u0080-\u009f\ufffd\u3040-\u9fff\uff61-\uff9f]|[Ââ][\u00a0-\u00bf€-™]|Ã.|Ä[\u00a0-\u00bf‘’“”•–—]|Æ[°¡]|á[º»]/u;

/** Reads with the browser; null when it finds nothing or what it says cannot be right. */
async function browser(source) {
  const reader = await nativeDetector();
  if (!reader) return null;
  try {
    const found = await reader.detect(source);
    if (!found.length || found.some((code) => !code.rawValue || MANGLED.test(code.rawValue))) return null;
    const codes = found.map((code) => ({
      text: code.rawValue,
      corners: code.cornerPoints.map(({ x, y }) => [Math.round(x), Math.round(y)]),
    }));
    const size = ({ corners: [[ax, ay], [bx, by]] }) => Math.hypot(ax - bx, ay - by);
    return { codes: codes.sort((a, b) => size(b) - size(a)), unreadable: false };
  } catch {
    return null; // too large for it, or its service is missing
  }
}

// ---- pictures --------------------------------------------------------------------------------------------------------

/** Type, width and height from the header of a file; null when it is none of the three formats. */
function header(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (at, text) => at + text.length <= bytes.length && [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0));
  try {
    if (ascii(0, '\x89PNG\r\n\x1a\n') && ascii(12, 'IHDR')) {
      return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
    }
    if (ascii(0, 'RIFF') && ascii(8, 'WEBP')) {
      const type = 'image/webp';
      if (ascii(12, 'VP8X')) {
        const u24 = (at) => view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
        return { type, width: 1 + u24(24), height: 1 + u24(27) };
      }
      if (ascii(12, 'VP8L') && view.getUint8(20) === 0x2f) {
        const packed = view.getUint32(21, true);
        return { type, width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
      }
      if (ascii(12, 'VP8 ') && ascii(23, '\x9d\x01\x2a')) {
        return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
      }
      return null;
    }
    if (ascii(0, '\xff\xd8')) {
      for (let at = 2; ;) {
        if (view.getUint8(at) !== 0xff) return null;
        const marker = view.getUint8(at + 1);
        if (marker === 0xff) {
          at += 1; // filling
        } else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
          return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
        } else if (marker === 0xd9 || marker === 0xda) {
          return null; // the picture before its size
        } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
          at += 2;
        } else {
          at += 2 + Math.max(2, view.getUint16(at + 2));
        }
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the file ends in its header
  }
  return null;
}

const reduction = (width, height) => Math.min(1, Math.sqrt(WORK_PIXELS / (width * height)));

/** Decodes a file, reduced where it is large. Adds the size at which the person sees it. */
async function decode(blob) {
  if (!(blob instanceof Blob) || blob.size === 0) throw new Failure('not-a-picture');
  if (blob.size > MAX_BYTES) throw new Failure('too-large');
  let found;
  try {
    found = header(new Uint8Array(await blob.slice(0, HEADER_BYTES).arrayBuffer()));
  } catch { /* a file that was moved or deleted since it was chosen */ }
  if (!found || !found.width || !found.height) throw new Failure('not-a-picture');
  const { type, width, height } = found;
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) throw new Failure('too-large');
  const scale = reduction(width, height);
  try {
    // The type by content: some browsers go by the blob's, which is the file name's.
    // One side only: the browser keeps the proportions, also of a picture that its metadata turns.
    const options = scale < 1 ? { resizeWidth: Math.max(1, Math.round(width * scale)), resizeQuality: 'high' } : {};
    return await createImageBitmap(blob.slice(0, blob.size, type), options);
  } catch {
    throw new Failure('not-a-picture');
  }
}

/** The grey values of a bitmap, one byte a pixel, on white where it is transparent. */
function grey(bitmap) {
  const scale = reduction(bitmap.width, bitmap.height);
  const width = Math.max(1, Math.floor(bitmap.width * scale));
  const height = Math.max(1, Math.floor(bitmap.height * scale));
  const rows = Math.max(1, Math.floor(STRIP / width));
  const luma = new Uint8Array(width * height);
  const canvas = new OffscreenCanvas(width, Math.min(rows, height));
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Failure('too-large'); // no memory for it
  context.fillStyle = '#fff';
  for (let top = 0; top < height; top += rows) {
    const tall = Math.min(rows, height - top);
    context.fillRect(0, 0, width, tall);
    context.drawImage(bitmap, 0, -top, width, height);
    shade(context.getImageData(0, 0, width, tall).data, luma, top * width);
  }
  return { luma, width, height, scale };
}

/** Rec. 601 luma of RGBA pixels. */
function shade(data, luma, at) {
  for (let i = 0; i + 3 < data.length; i += 4) {
    luma[at++] = (data[i] * 77 + data[i + 1] * 150 + data[i + 2] * 29) >> 8;
  }
}

async function scan({ blob, bitmap, imageData, thorough = !bitmap }) {
  if (broken) throw new Failure('broke');
  let source;
  try {
    if (imageData) {
      const { data, width, height } = imageData;
      if (!(data instanceof Uint8ClampedArray) || data.length !== width * height * 4) throw new Failure('message');
      if (width * height > WORK_PIXELS) throw new Failure('too-large');
      const luma = new Uint8Array(width * height);
      shade(data, luma, 0);
      return { width, height, reader: 'troly', ...(await own(luma, width, height, thorough)) };
    }
    if (blob) source = await decode(blob);
    else if (bitmap instanceof ImageBitmap && bitmap.width) source = bitmap;
    else throw new Failure('message');
    const { width, height } = source;
    const quick = await browser(source);
    if (quick) return { width, height, reader: 'browser', ...quick };
    const picture = grey(source);
    source.close(); // its memory is needed
    const answer = await own(picture.luma, picture.width, picture.height, thorough);
    for (const code of answer.codes) {
      code.corners = code.corners.map(([x, y]) => [Math.round(x / picture.scale), Math.round(y / picture.scale)]);
    }
    return { width, height, reader: 'troly', ...answer };
  } finally {
    source?.close();
  }
}

// ---- messages --------------------------------------------------------------------------------------------------------

async function answer(message) {
  if (message?.type === 'init') {
    await load();
    return { type: 'ready', ok: true };
  }
  const found = await scan(message ?? {});
  return { id: message.id, ok: true, texts: found.codes.map((code) => code.text).filter((text) => text !== null), ...found };
}

let queue = Promise.resolve();

// One at a time: two large pictures at once are too much for a phone
addEventListener('message', ({ data }) => {
  queue = queue.then(() => answer(data)).catch((error) => {
    const code = error instanceof Failure ? error.code : 'broke';
    return data?.type === 'init' ? { type: 'ready', ok: false, error: code } : { id: data?.id, ok: false, error: code };
  }).then((reply) => postMessage(reply));
});
