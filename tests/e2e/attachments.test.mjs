// Files in a box: chosen, dropped, refused with a reason, taken away, handed over with the data; never sent anywhere by us, and
// asked for again after a draft was opened.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, portal, ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const definition = {
  troly: 1, id: '0.000002', version: '1', title: 'Thử tệp', formName: 'Biểu mẫu thử', formNumber: 'Thử', effectiveFrom: '2026-01-01',
  checkedOn: '2026-11-27', agency: 'Không', fee: 'Không', timeLimit: 'Không', roles: [{ id: 'applicant', name: 'Người khai' }],
  steps: [{ id: 'one', title: 'Giấy tờ', sections: [{ id: 'papers', title: 'Giấy tờ', fields: [
    { id: 'copies', type: 'attachment', label: 'Bản chụp giấy chứng sinh', required: true, types: ['pdf', 'jpg', 'png'], maxSize: 4096, max: 2 },
    { id: 'page', type: 'text', label: 'Ghi chú' },
    { id: 'rows', type: 'group', label: 'Người cùng đi', rowName: 'người', fields: [
      { id: 'name', type: 'person-name', label: 'Họ tên' },
      { id: 'photo', type: 'attachment', label: 'Ảnh', types: ['jpg', 'png'], max: 1 },
    ] },
  ] }] }],
};
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
const file = (name, buffer, mimeType = 'application/octet-stream') => ({ name, buffer, mimeType });
const box = (form, path) => form.locator(`.field[data-path="${path}"]`);
const names = (form, path) => box(form, path).locator('li bdi').allInnerTexts();
const problems = async (form, path) => (await box(form, path).locator('.problem').allInnerTexts()).map((t) => t.replace(/^\S*:\s*/, ''));

async function open(width, body) {
  const html = body ?? `<main><h1>Thử</h1><tro-ly procedure="/test/own.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`;
  const files = { 'own.json': { contentType: 'application/json', body: JSON.stringify(definition) } };
  const page = await portal(app, html, { viewport: { width, height: 800 }, files });
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 3);
  await box(form, 'copies').locator('[data-action=attach]').waitFor();
  return [page, form];
}

for (const width of [360, 1280]) {
  test(`files are judged by what they are, at ${width} px`, async () => {
    const [page, form] = await open(width);
    await axe(page);
    const input = box(form, 'copies').locator('input[type=file]');
    assert.equal(await input.getAttribute('accept'), '.pdf,.jpg,.jpeg,.png');
    await shot(page, `files-empty-${width}`);

    // A picture that calls itself a PDF, a program, an empty one, a large one: four reasons, and too many
    await input.setInputFiles([
      file('Giấy chứng sinh.pdf', PNG), file('la.pdf', Buffer.from('MZ\x90\0')), file('rong.pdf', Buffer.alloc(0)),
      file('lon.pdf', Buffer.concat([PDF, Buffer.alloc(5000)])),
    ]);
    await box(form, 'copies').locator('li').nth(3).waitFor();
    const said = await problems(form, 'copies');
    assert.equal(said.length, 5, said.join('\n'));
    assert.match(said[0], /Giấy chứng sinh\.pdf.*PNG/);
    assert.match(said[1], /la\.pdf.*không thuộc loại/);
    assert.match(said[2], /rong\.pdf.*không có nội dung/);
    assert.match(said[3], /lon\.pdf.*5 KB.*4 KB/);
    assert.match(said[4], /nhiều nhất 2 tệp; hiện có 4/);
    await axe(page);
    await shot(page, `files-error-${width}`);

    // Taken away by keyboard: the focus stays in the box, and the reasons go with their files
    for (let left = 4; left > 0; left--) {
      await box(form, 'copies').locator('[data-action=detach]').first().press('Enter');
      await page.waitForFunction(([n]) => document.querySelector('tro-ly').shadowRoot.querySelectorAll('[data-path=copies] li').length === n, [left - 1]);
      assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement?.dataset.action), 'attach');
    }
    await input.setInputFiles([file('Giấy chứng sinh.pdf', PDF)]);
    await box(form, 'copies').locator('li').waitFor();
    assert.deepEqual(await problems(form, 'copies'), []);
    assert.match(await form.locator('.toast, [role=status]').allInnerTexts().then((t) => t.join(' ')), /Đã đính kèm 1 tệp/);

    // Dropped into the box
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], 'ảnh.jpeg'));
      return transfer;
    });
    await box(form, 'copies').locator('.files').dispatchEvent('drop', { dataTransfer: data });
    await box(form, 'copies').locator('li').nth(1).waitFor();
    assert.deepEqual(await names(form, 'copies'), ['Giấy chứng sinh.pdf', 'ảnh.jpeg']);
    assert.deepEqual(await problems(form, 'copies'), []);

    // In a row
    await form.locator('[data-action=add-row]').click();
    const photo = form.locator('.field[data-path$="/photo"]');
    assert.equal(await photo.locator('input[type=file]').getAttribute('multiple'), null);
    await photo.locator('input[type=file]').setInputFiles(file('chân dung.png', PNG));
    await photo.locator('li').waitFor();
    await axe(page);
    await shot(page, `files-filled-${width}`);

    // Undo takes the last one back
    await form.locator('[data-action=undo]').click();
    await photo.locator('li').waitFor({ state: 'detached' });
    await form.locator('[data-action=redo]').click();
    await photo.locator('li').waitFor();

    await screen(form, 4);
    await shot(page, `files-review-${width}`);
    await form.locator('[data-action=submit]').click();
    await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-submit'));
    const given = await page.evaluate(async () => {
      const { data, files } = window.events.find(([type]) => type === 'troly-submit')[1];
      const contents = {};
      for (const [id, f] of files) contents[id] = [f.name, (await f.arrayBuffer()).byteLength];
      return { data, contents };
    });
    const [one, two] = given.data.copies;
    assert.deepEqual([one.name, one.type, one.size], ['Giấy chứng sinh.pdf', 'application/pdf', PDF.length]);
    assert.deepEqual(given.contents[one.id], ['Giấy chứng sinh.pdf', PDF.length]);
    assert.deepEqual(given.contents[two.id], ['ảnh.jpeg', 4]);
    assert.deepEqual(given.contents[given.data.rows[0].photo[0].id], ['chân dung.png', PNG.length]);
    assert.equal(Object.keys(given.contents).length, 3);
    assertClean(page);
  });
}

test('a draft has the names alone: the contents are asked for again', async () => {
  const [page, form] = await open(360);
  await box(form, 'copies').locator('input[type=file]').setInputFiles(file('a.pdf', PDF));
  await box(form, 'copies').locator('li').waitFor();
  await screen(form, 4);
  await form.locator('[data-action=submit]').click();
  await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-submit'));
  const dossier = await page.evaluate(() => window.events.find(([type]) => type === 'troly-submit')[1].dossier);

  // In the same element the contents are still there
  assert.equal(await form.evaluate((e, d) => e.openDossier(d), dossier), true);
  await screen(form, 3);
  assert.deepEqual(await problems(form, 'copies'), []);

  const [next, fresh] = await open(360);
  assert.equal(await fresh.evaluate((e, d) => e.openDossier(d), dossier), true);
  await screen(fresh, 4);
  await fresh.locator('[data-action=submit]').click();
  assert.equal((await next.evaluate(() => window.events.filter(([type]) => type === 'troly-submit'))).length, 0);
  await screen(fresh, 3);
  assert.match((await problems(fresh, 'copies')).join(), /chỉ nhớ tên tệp “a\.pdf”/);
  await shot(next, 'files-gone-360');
  await box(fresh, 'copies').locator('input[type=file]').setInputFiles(file('a.pdf', PDF));
  await box(fresh, 'copies').locator('.problem').waitFor({ state: 'detached' });
  assert.deepEqual(await names(fresh, 'copies'), ['a.pdf']);
  assertClean(page);
  assertClean(next);
});

test('in a form of the page the files go with the data', async () => {
  const body = `<main><h1>Thử</h1><form><tro-ly name="hs" procedure="/test/own.json" today="${TODAY}"></tro-ly></form></main>${SCRIPT}`;
  const [page, form] = await open(1280, body);
  await box(form, 'copies').locator('input[type=file]').setInputFiles(file('a.pdf', PDF));
  await box(form, 'copies').locator('li').waitFor();
  await screen(form, 4);
  await form.locator('[data-action=submit]').click();
  await page.waitForFunction(() => new FormData(document.querySelector('form')).has('hs'));
  const entries = await page.evaluate(() => [...new FormData(document.querySelector('form'))].map(([k, v]) => [k, typeof v === 'string' ? JSON.parse(v) : [v.name, v.size]]));
  const { id } = entries[0][1].copies[0];
  assert.deepEqual(entries[1], [`hs.${id}`, ['a.pdf', PDF.length]]);
  assert.equal(entries.length, 2);
  assertClean(page);
});
