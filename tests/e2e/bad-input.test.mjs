// Everything that is not a good picture of one card: each gets a message that says what is wrong, and nothing is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { ready, scan, screen } from './pages.mjs';
import { picture, png } from './pictures.mjs';
import people from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const { mother, father } = people;

async function papers(options) {
  const page = await app.newPage('/portal/birth.html', options);
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 1);
  return { page, form };
}

const choose = (form, name, buffer, mimeType = 'image/png') => form.locator('input[data-action=pictures]').setInputFiles({ name, mimeType, buffer });

/** What is said about the last picture. */
async function said(form, name) {
  const job = form.locator('.job.good, .job.bad', { hasText: name }).last();
  await job.waitFor();
  return [String((await job.getAttribute('class')).includes('good')), (await job.innerText()).replace(/\s+/g, ' ')];
}

/** A small file that claims to be 8,000 × 6,400 pixels, and is. */
function huge() {
  const width = 8000;
  const height = 6400;
  const small = png(1, 1, () => 255);
  const head = Buffer.from(small.subarray(0, 33));
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  head[24] = 1; // one bit a pixel
  head[25] = 0;
  const rows = Buffer.alloc((1 + width / 8) * height, 0xff);
  for (let y = 0; y < height; y++) rows[y * (1 + width / 8)] = 0;
  return { head, data: deflateSync(rows) };
}

function chunked({ head, data }, crcOf) {
  const chunk = (type, body) => {
    const out = Buffer.alloc(body.length + 12);
    out.writeUInt32BE(body.length, 0);
    out.write(type, 4, 'latin1');
    body.copy(out, 8);
    out.writeUInt32BE(crcOf(out.subarray(4, 8 + body.length)), 8 + body.length);
    return out;
  };
  const header = chunk('IHDR', head.subarray(16, 29));
  return Buffer.concat([head.subarray(0, 8), header, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  }
  return ~c >>> 0;
}

test('pictures that are no good picture of a card', async () => {
  const { page, form } = await papers();
  await choose(form, 'tốt.png', await picture([mother.qr]));
  assert.equal((await said(form, 'tốt.png'))[0], 'true');
  const cases = [
    ['trống.png', png(600, 400, () => 230), /Không thấy mã QR/],
    ['chữ.png', Buffer.from('đây không phải ảnh'), /không phải ảnh/],
    ['rỗng.png', Buffer.alloc(0), /không phải ảnh/],
    ['hỏng.png', (await picture([father.qr])).subarray(0, 3000), /không phải ảnh|hỏng/],
    ['trang.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /không phải ảnh/],
    ['web.png', await picture(['https://vneid.gov.vn/abc']), /không phải|căn cước/],
    ['cắt.png', await picture([mother.qr.split('|').slice(0, 5).join('|')]), /thiếu|mục/],
    ['chữ cái.png', await picture(['079190A00017||Nguyễn Thị An|15011990|Nữ|x|20052021']), /số/i],
    ['dài.png', await picture(['x'.repeat(1200)], { scale: 5 }), /./],
  ];
  for (const [name, bytes, text] of cases) {
    await choose(form, name, bytes);
    const [good, message] = await said(form, name);
    assert.equal(good, 'false', `${name}: ${message}`);
    assert.match(message, text, name);
  }
  assert.equal(await form.locator('.id-card').count(), 1, 'the good card is still there, and no other');
  await shot(page, 'bad-pictures');
  await axe(page);
  assertClean(page);
});

test('fifty megapixels: read or refused in time, with a message', async () => {
  const { page, form } = await papers();
  const bytes = chunked(huge(), crc);
  assert.ok(bytes.length < 200_000, `${bytes.length} bytes`);
  await choose(form, 'to.png', bytes);
  const [good, message] = await said(form, 'to.png');
  assert.equal(good, 'false');
  assert.match(message, /Không thấy mã QR|quá lớn|quá lâu/);
  // A header that promises more than a phone can hold is refused before anything is decoded
  const bomb = Buffer.from(bytes);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  await choose(form, 'bom.png', bomb);
  assert.match((await said(form, 'bom.png'))[1], /quá lớn/);
  // And the reader still reads
  await choose(form, 'sau.png', await picture([father.qr]));
  assert.equal((await said(form, 'sau.png'))[0], 'true');
  assertClean(page);
});

test('several cards in one picture, and a card beside something else', async () => {
  const { page, form } = await papers();
  await choose(form, 'hai.png', await picture([mother.qr, father.qr]));
  const [good, message] = await said(form, 'hai.png');
  assert.equal(good, 'true', message);
  assert.ok(message.includes(mother.name) && message.includes(father.name), message);
  await choose(form, 'lẫn.png', await picture([people.head.qr, 'https://example.org']));
  assert.ok((await said(form, 'lẫn.png'))[1].includes(people.head.name));
  assert.equal(await form.locator('.id-card').count(), 3);
  assertClean(page);
});

test('typed text: every bad payload is refused with a reason, and stays in the box to be corrected', async () => {
  const { page, form } = await papers();
  for (const text of ['|', 'abc', `${mother.id}|`, '{"a":1}', '\u202e|||||||', 'x'.repeat(20_000), mother.qr.replace('|', ';')]) {
    await scan(form, text);
    const [good, message] = await said(form, 'Nội dung mã');
    assert.equal(good, 'false', `${text.slice(0, 30)}: ${message}`);
    assert.ok(message.length > 'Nội dung mã'.length + 10, message);
    assert.ok(!message.includes(mother.id), 'a value in a message');
    assert.notEqual(await form.locator('#scanner').inputValue(), '');
    for (const close of await form.locator('.job [data-action=dismiss]').all()) await close.click();
  }
  // Decomposed letters, as some scanners type them
  await scan(form, mother.qr.normalize('NFD'));
  assert.equal((await said(form, 'Nội dung mã'))[0], 'true');
  await form.getByRole('heading', { name: mother.name }).waitFor();
  assertClean(page);
});

test('the QR reader cannot be loaded: said, and it works when the network is back', async () => {
  const { page, form } = await papers();
  let down = true;
  page.watch.expectedErrors.push(/qr-/);
  await page.context().route('**/qr-*', (route) => (down ? route.abort() : route.continue()));
  await choose(form, 'một.png', await picture([mother.qr]));
  assert.match((await said(form, 'một.png'))[1], /Bộ đọc mã QR chưa chạy được/);
  down = false;
  await choose(form, 'hai.png', await picture([mother.qr]));
  assert.equal((await said(form, 'hai.png'))[0], 'true');
  assert.deepEqual(page.watch.violations, []);
});

test('a camera that is refused or not there: said, and pictures still work', async () => {
  const { page, form } = await papers();
  await form.locator('[data-action=camera]').click();
  await form.getByText(/Không có máy ảnh|không được phép dùng máy ảnh/).waitFor();
  await choose(form, 'một.png', await picture([mother.qr]));
  assert.equal((await said(form, 'một.png'))[0], 'true');
  assertClean(page);
});

test('files that are no dossier of this form: said, and the present one stays', async () => {
  const { page, form } = await papers();
  await scan(form, mother.qr);
  await form.getByRole('heading', { name: mother.name }).waitFor();
  await screen(form, 0);
  const open = (text) => form.locator('input[data-action=dossier-file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  for (const text of ['', 'abc', '[]', '{"troly":99}', '['.repeat(100_000), '\ufeff{}', '{"__proto__":{"a":1}}']) {
    await open(text);
    await form.locator('.toast.bad').waitFor();
    assert.ok((await form.locator('.toast').innerText()).length > 10);
    await form.locator('.toast [data-action=dismiss]').click();
  }
  await shot(page, 'bad-dossier');
  await screen(form, 1);
  await form.getByRole('heading', { name: mother.name }).waitFor();
  assertClean(page);
});
