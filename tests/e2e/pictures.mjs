// Pictures of QRs: symbols by zxing's writer, pixels by us. PNG here; JPEG and WebP by the browser (`convert`).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

prepareZXingModule({ overrides: { wasmBinary: readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')).buffer } });

const crc = crc32 ?? ((bytes) => { // Node 20 has none
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  }
  return ~c >>> 0;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

/** A grey PNG. */
export function png(width, height, pixel) {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = pixel(x, y);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A QR symbol as rows of booleans, dark being true. */
async function symbol(text) {
  const { symbol: { data, width, height }, error } = await writeBarcode(text, { format: 'QRCode', ecLevel: 'M', scale: 1, withQuietZones: false, addQuietZones: false });
  if (error) throw new Error(error);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[y * width + x] === 0));
}

/** A picture with these texts as QRs side by side, on a card-like grey, with some noise. */
export async function picture(texts, { scale = 8, noise = 24 } = {}) {
  const symbols = await Promise.all(texts.map(symbol));
  const margin = 6 * scale;
  const side = Math.max(...symbols.map((s) => s.length), 21) * scale;
  const width = margin + symbols.length * (side + margin);
  let seed = 1;
  const random = () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
  return png(width || 400, side + 2 * margin, (x, y) => {
    const at = Math.floor((x - margin) / (side + margin));
    const s = symbols[at];
    const [column, row] = [Math.floor((x - margin - at * (side + margin)) / scale), Math.floor((y - margin) / scale)];
    const dark = x >= margin && y >= margin && s?.[row]?.[column];
    return Math.round(Math.max(0, Math.min(255, (dark ? 40 : 225) + (random() - 0.5) * noise)));
  });
}

/** The same picture in another format, made by the browser of a page. */
export async function convert(page, bytes, type) {
  const base64 = await page.evaluate(async ([data, to]) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: to, quality: 0.85 });
    const out = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (const b of out) text += String.fromCharCode(b);
    return btoa(text);
  }, [bytes.toString('base64'), type]);
  return Buffer.from(base64, 'base64');
}
