// The QR worker as it is released, in the strict policy of the demo portal: every kind of picture and every kind of bad one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { launch, url } from './lib.mjs';

// A synthetic person; the letters say whether UTF-8 was understood
const CARD = '079190000017||Nguyễn Thị Quỳnh|15011990|Nữ|12 Nguyễn Huệ, Sài Gòn, TP. Hồ Chí Minh|20082025||||';
const OTHER = '079090000025||Trần Văn Đức|02031990|Nam|Tổ 3, Phường Cửa Nam, Hà Nội|20082025||||';

let app;
let page;
let start; // what a page is given: the worker's address and two pictures

/** A QR as a PNG, base64. */
async function png(text) {
  const { image, error } = await writeBarcode(text, { format: 'QRCode', scale: 5, addQuietZones: true });
  assert.ok(image, error);
  return Buffer.from(await image.arrayBuffer()).toString('base64');
}

before(async () => {
  const main = createRequire(import.meta.url).resolve('zxing-wasm/writer');
  const wasmBinary = readFileSync(path.join(main.slice(0, main.lastIndexOf('dist')), 'dist/writer/zxing_writer.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const { files } = await (await fetch(`${url}/troly/manifest.json`)).json();
  start = [`/troly/${files['qr-worker.js'].file}`, await png(CARD), await png(OTHER)];
  app = await launch();
  page = await open();
});

/** A page under the strict policy with a worker, and functions to ask it. */
async function open() {
  const page = await app.newPage('/portal/');
  await page.evaluate(([address, card, other]) => {
    const policy = trustedTypes.createPolicy('test', { createScriptURL: (u) => u });
    const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    globalThis.qr = {
      start() {
        this.worker?.terminate();
        this.worker = new Worker(policy.createScriptURL(address), { type: 'module' });
        this.next = 0;
      },
      /** Sends a message and waits for its answer; null after 30 seconds. */
      ask(message, transfer = []) {
        const id = message.type ? undefined : this.next++;
        return new Promise((resolve) => {
          const stop = setTimeout(resolve, 30_000, null);
          const listen = ({ data }) => {
            if (data.id !== id) return;
            this.worker.removeEventListener('message', listen);
            clearTimeout(stop);
            resolve(data);
          };
          this.worker.addEventListener('message', listen);
          this.worker.postMessage({ id, ...message }, transfer);
        });
      },
      card: new Blob([bytes(card)]),
      other: new Blob([bytes(other)]),
      /** A canvas with pictures at places. */
      async draw(width, height, ...pictures) {
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d');
        context.fillStyle = '#889';
        context.fillRect(0, 0, width, height);
        for (const [blob, x, y, size] of pictures) {
          context.drawImage(await createImageBitmap(blob), x, y, size, size);
        }
        return canvas;
      },
    };
    qr.start();
  }, start);
  return page;
}

after(async () => app.close());

test('the module is loaded once asked, not before', async () => {
  const loaded = () => page.watch.requests.some((r) => /\/qr-[0-9a-f]+\.wasm$/.test(r.url));
  assert.equal(loaded(), false);
  assert.deepEqual(await page.evaluate(() => qr.ask({ type: 'init' })), { type: 'ready', ok: true });
  assert.equal(loaded(), true);
});

test('reads PNG, JPEG and WebP files, bitmaps and image data', async () => {
  const answers = await page.evaluate(async () => {
    const canvas = await qr.draw(640, 480, [qr.card, 100, 60, 360]);
    const out = [await qr.ask({ blob: qr.card })];
    for (const type of ['image/png', 'image/jpeg', 'image/webp']) {
      const blob = await canvas.convertToBlob({ type, quality: 0.8 });
      out.push(await qr.ask({ blob }), await qr.ask({ blob: new File([blob], 'x.txt', { type: 'text/plain' }) }));
    }
    const bitmap = await createImageBitmap(canvas);
    out.push(await qr.ask({ bitmap }, [bitmap]));
    out.push(await qr.ask({ imageData: canvas.getContext('2d').getImageData(0, 0, 640, 480) }));
    return out;
  });
  for (const answer of answers) {
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.deepEqual(answer.texts, [CARD]);
  }
  const { corners } = answers.at(-1).codes[0];
  for (const [x, y] of corners) assert.ok(x >= 100 && x <= 460 && y >= 60 && y <= 420, `${x}, ${y}`);
  assert.ok(corners[0][0] < corners[1][0] && corners[1][1] < corners[2][1], 'upper left first, then clockwise');
});

test('reads several codes, and says when there is none', async () => {
  const [both, none] = await page.evaluate(async () => {
    const two = await qr.draw(1000, 500, [qr.card, 30, 40, 400], [qr.other, 540, 60, 360]);
    return [await qr.ask({ blob: await two.convertToBlob() }), await qr.ask({ blob: await (await qr.draw(300, 200)).convertToBlob() })];
  });
  assert.deepEqual(both.texts, [CARD, OTHER]);
  assert.deepEqual([none.ok, none.texts, none.unreadable], [true, [], false]);
});

test('reads a photo of 50 megapixels', async () => {
  const answer = await page.evaluate(async () => {
    const canvas = await qr.draw(8192, 6144, [qr.card, 5000, 1000, 900]);
    return qr.ask({ blob: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 }) });
  });
  assert.deepEqual(answer.texts, [CARD], JSON.stringify(answer));
});

test('refuses what is no picture, and what claims to be enormous, without decoding it', async () => {
  const answers = await page.evaluate(async () => {
    const whole = new Uint8Array(await qr.card.arrayBuffer());
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(16, 60_000);
    new DataView(huge.buffer).setUint32(20, 60_000);
    const noise = whole.slice();
    crypto.getRandomValues(noise.subarray(60, 900));
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0x7f, 0xff, 0x7f, 0xff, 3);
    const endless = new Uint8Array(5000).fill(0xff);
    endless[1] = 0xd8;
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    const blobs = {
      empty: [], text: ['<p>'], svg: [svg], gif: ['GIF89a\x01\x00\x01\x00\x00\x00\x00;'],
      'cut short': [whole.subarray(0, 20)], endless: [endless], 'RIFF only': ['RIFF\0\0\0\0WEBPVP8 '],
      'huge PNG': [huge], 'huge JPEG': [jpeg],
    };
    const out = { damaged: await qr.ask({ blob: new Blob([noise]) }) };
    for (const [name, parts] of Object.entries(blobs)) out[name] = await qr.ask({ blob: new Blob(parts) });
    for (const [name, message] of Object.entries({ nothing: {}, 'a text': { blob: 'x' }, 'no bitmap': { bitmap: {} } })) {
      out[name] = await qr.ask(message);
    }
    out.after = await qr.ask({ blob: qr.card });
    return out;
  });
  const { after, damaged, ...bad } = answers;
  const expected = {
    empty: 'not-a-picture', text: 'not-a-picture', svg: 'not-a-picture', gif: 'not-a-picture', 'cut short': 'not-a-picture',
    endless: 'not-a-picture', 'RIFF only': 'not-a-picture', 'huge PNG': 'too-large', 'huge JPEG': 'too-large',
    nothing: 'message', 'a text': 'not-a-picture', 'no bitmap': 'message',
  };
  assert.deepEqual(Object.fromEntries(Object.entries(bad).map(([name, a]) => [name, a?.error])), expected);
  // Browsers differ in whether they show the undamaged part
  assert.ok(damaged.ok || damaged.error === 'not-a-picture', JSON.stringify(damaged));
  assert.deepEqual(after.texts, [CARD]);
});

test('a message that is not text is no text', async () => {
  const image = await writeBarcode(Uint8Array.of(0x4e, 0xe9, 0xff, 0x00), { format: 'QRCode', scale: 5 });
  const base64 = Buffer.from(await image.image.arrayBuffer()).toString('base64');
  const answer = await page.evaluate((data) => qr.ask({ blob: new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]) }), base64);
  assert.equal(answer.ok, true);
  assert.equal(answer.codes.length, 1);
  assert.deepEqual([answer.texts, answer.codes[0].text], [[], null]);
});

test('questions asked at once are answered in turn', async () => {
  const order = await page.evaluate(async () => {
    const order = [];
    await Promise.all([0, 1, 2, 3, 4].map((n) => qr.ask({ blob: n % 2 ? qr.card : qr.other }).then((a) => order.push([n, a.texts[0]]))));
    return order;
  });
  assert.deepEqual(order, [0, 1, 2, 3, 4].map((n) => [n, n % 2 ? CARD : OTHER]));
});

test('the browser\'s own reader goes first, but is not believed in everything', async () => {
  const page = await open();
  const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
  const ask = (answer) => worker.evaluate((value) => { globalThis.fake = value; }, answer).then(() => page.evaluate(() => qr.ask({ blob: qr.card })));
  // No Chromium on Linux has one
  await worker.evaluate(() => {
    globalThis.BarcodeDetector = class {
      static getSupportedFormats = async () => ['ean_13', 'qr_code'];
      async detect() {
        if (fake === 'fails') throw new DOMException('no service', 'NotSupportedError');
        const cornerPoints = [{ x: 1, y: 2 }, { x: 9.4, y: 2 }, { x: 9, y: 8 }, { x: 1, y: 8 }];
        return fake.map((rawValue) => ({ rawValue, cornerPoints, format: 'qr_code' }));
      }
    };
  });
  const answer = await ask([CARD]);
  assert.deepEqual([answer.reader, answer.texts], ['browser', [CARD]]);
  assert.deepEqual(answer.codes[0].corners, [[1, 2], [9, 2], [9, 8], [1, 8]]);
  assert.equal(page.watch.requests.some((r) => /\/qr-[0-9a-f]+\.wasm$/.test(r.url)), false, 'nothing more is loaded');

  const latin1 = Buffer.from(CARD).toString('latin1');
  const windows = new TextDecoder('windows-1252').decode(Buffer.from(CARD));
  const japanese = new TextDecoder('shift_jis').decode(Buffer.from(CARD));
  for (const wrong of [[], [''], [latin1], [windows], [japanese], [CARD, 'x\ufffd'], 'fails']) {
    const answer = await ask(wrong);
    assert.deepEqual([answer.reader, answer.texts], ['troly', [CARD]], JSON.stringify(wrong));
  }
});

test('a module that cannot be loaded is asked for again; one that broke down is not used again', async () => {
  const page = await open();
  page.watch.expectedErrors.push(/qr-[0-9a-f]+\.wasm/);
  const blocked = (route) => route.abort();
  await page.context().route(/qr-[0-9a-f]+\.wasm$/, blocked);
  const ask = () => page.evaluate(() => qr.ask({ blob: qr.card }));
  assert.deepEqual(await ask(), { id: 0, ok: false, error: 'load' });
  assert.deepEqual(await page.evaluate(() => qr.ask({ type: 'init' })), { type: 'ready', ok: false, error: 'load' });
  await page.context().unroute(/qr-[0-9a-f]+\.wasm$/, blocked);
  assert.deepEqual((await ask()).texts, [CARD]);

  // What a trap looks like from here
  await page.workers()[0].evaluate(() => { globalThis.parse = JSON.parse; JSON.parse = () => { throw new WebAssembly.RuntimeError('unreachable'); }; });
  assert.equal((await ask()).error, 'broke');
  await page.workers()[0].evaluate(() => { JSON.parse = parse; });
  assert.equal((await ask()).error, 'broke');
  await page.evaluate(() => qr.start());
  assert.deepEqual((await ask()).texts, [CARD]);
});
