// Birth registration (1.001193) from nothing to a dossier handed over, as two parents would do it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Job } from './job.mjs';
import { assertClean, launch } from './lib.mjs';
import { convert, picture } from './pictures.mjs';
import people from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const { mother, father } = people;
const WHERE = {
  app: { viewport: { width: 360, height: 740 } },
  portal: { viewport: { width: 1280, height: 900 } },
};

for (const [where, options] of Object.entries(WHERE)) {
  test(`birth registration in the ${where}`, async () => {
    const job = await Job.open(app, where, { id: '1.001193', search: 'dang ky khai sinh', portal: '/portal/birth.html', ...options });
    const { page, form } = job;

    // 1. What it needs
    const needs = await form.locator('.page').innerText();
    for (const part of ['Đăng ký khai sinh', 'Giấy chứng sinh', 'Lệ phí', 'Thời hạn', 'Nơi giải quyết']) assert.ok(needs.includes(part), part);
    assert.match(needs, /Trợ lý điền được (1[5-9]|2\d) trong \d+ ô/);
    await form.locator('details summary').last().click();
    assert.match(await form.locator('.page').innerText(), /Luật Hộ tịch 60\/2014\/QH13/);
    await job.look('0-needs');

    // 2. Papers: one as PNG by the file dialog; the other as WebP dropped, or as JPEG pasted
    await form.locator('[data-action=start]').click();
    await job.look('1-papers-empty');
    await form.locator('input[data-action=pictures]').setInputFiles({ name: 'thẻ mẹ.png', mimeType: 'image/png', buffer: await picture([mother.qr]) });
    await form.getByText(`Đã đọc thẻ của ${mother.name}.`).waitFor();
    const [type, event] = where === 'app' ? ['image/jpeg', 'paste'] : ['image/webp', 'drop'];
    const bytes = await convert(page, await picture([father.qr]), type);
    await form.locator('.drop').evaluate((target, [data, mime, name]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], 'thẻ cha', { type: mime }));
      target.dispatchEvent(name === 'drop'
        ? new DragEvent('drop', { bubbles: true, composed: true, cancelable: true, dataTransfer: transfer })
        : new ClipboardEvent('paste', { bubbles: true, composed: true, cancelable: true, clipboardData: transfer }));
    }, [bytes.toString('base64'), type, event]);
    await form.getByText(`Đã đọc thẻ của ${father.name}.`).waitFor();
    assert.equal(await form.locator('.id-card').count(), 2);
    await job.look('1-papers');

    // 3. Who is who: a man as mother is explained, then put right
    await job.next();
    await job.cast('mother', father.name);
    await form.locator('.finding.error, .finding.warning, .finding').first().waitFor();
    await job.look('2-casting-wrong');
    await job.cast('mother', mother.name);
    await job.cast('father', father.name);
    await job.cast('applicant', father.name);
    await job.look('2-casting');

    // 4. Filled, each box with its source
    await job.next();
    await form.locator('.field[data-path="agency"]').waitFor();
    assert.equal(await job.value('applicant.name'), father.name);
    assert.equal(await job.state('applicant.name'), 'proposed');
    assert.match(await job.box('applicant.name').innerText(), /Thẻ của Trần Quốc Huy,\s*11\/08\/2022/i);
    assert.equal(await job.value('applicant.relation'), 'Cha');
    await page.waitForFunction(() => document.querySelector('tro-ly').shadowRoot.querySelector('[data-path="agency"] textarea').value.includes('phường Sài Gòn'));
    assert.match(await job.value('applicant.residence'), /Phường Sài Gòn, Thành phố Hồ Chí Minh \| 12 Nguyễn Huệ/);
    assert.match(await job.box('applicant.residence').innerText(), /12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh/);
    // What was done to it, and one gesture that takes it back
    await job.box('applicant.birthDate').locator('[data-action=details]').click();
    await job.look('3-request');
    await job.box('applicant.birthDate').locator('[data-action=undo-fill]').click();
    assert.equal(await job.value('applicant.birthDate'), ' |  | ');
    await form.locator('[data-action=undo]').click();
    assert.equal(await job.value('applicant.birthDate'), '2 | 9 | 1991');
    await form.locator('[data-action=confirm-section]').last().click();
    assert.equal(await job.state('applicant.name'), 'confirmed');

    // 5. The child, by hand
    await job.next();
    await job.answer('child.name', 'trần nguyễn minh an');
    await job.answer('child.birthDate', [1, 8, 2026]);
    // 111 days: past the sixty of the law, said at once and with its citation
    await job.box('child.birthDate').locator('[data-code=R1]').waitFor();
    assert.match(await job.box('child.birthDate').locator('[data-code=R1]').innerText(), /Luật Hộ tịch/);
    await job.answer('child.birthDate', [31, 2, 2026]);
    await job.finding('child.birthDate'); // a day that does not exist
    await job.answer('child.birthDate', [2, 11, 2026]);
    await job.noFinding('child.birthDate');
    assert.match(await job.value('child.birthDateWords'), /mùng hai|ngày hai|hai tháng mười một/i);
    await job.answer('child.sex', 'Nữ');
    await job.answer('child.birthPlace', 'Bệnh viện Từ Dũ, Phường Bến Thành, Thành phố Hồ Chí Minh');
    await job.answer('child.hometown', 'Hà Tĩnh');
    await job.look('4-child');

    // 6. The parents: filled; what cards do not state is asked
    await job.next();
    assert.equal(await job.value('mother.birthDate'), '15 | 1 | 1994');
    assert.match(await job.value('mother.document'), /079194000021/);
    for (const who of ['mother', 'father']) {
      await job.answer(`${who}.ethnicity`, 'kinh');
      await job.answer(`${who}.hometown`, 'Hà Tĩnh');
    }
    await job.answer('mother.birthDate', [16, 1, 1994]);
    assert.equal(await job.state('mother.birthDate'), 'edited');
    await job.look('5-parents');
    // Typed, so another casting does not touch it
    await job.to(2);
    await job.cast('mother', 'nobody');
    await job.cast('mother', mother.name);
    await job.to(5);
    assert.equal(await job.value('mother.birthDate'), '16 | 1 | 1994');
    assert.equal(await job.state('mother.name'), 'proposed');
    await job.answer('mother.birthDate', [15, 1, 1994]);

    // 7. Finishing too early: a summary that leads to each box; declarations are the person's
    await job.to(7);
    const errors = form.locator('.summary.error [data-action=go]');
    assert.ok(await errors.count() > 0);
    await job.look('7-review-errors');
    await form.locator('[data-action=submit]').click();
    assert.equal(await page.evaluate(() => window.submitted), undefined, 'handed over with errors');
    await errors.first().click();
    assert.ok(await form.evaluate((e) => e.shadowRoot.activeElement?.closest('.field') != null), 'the focus is in the box');
    await job.to(6);
    assert.equal(await job.box('declaration').locator('input').isChecked(), false);
    await job.answer('declaration', true);
    await job.answer('copies.wanted', true);
    await job.answer('copies.count', '2');
    await job.look('6-finish');
    await job.to(4);
    assert.equal(await job.value('child.ethnicity'), 'Kinh');
    assert.equal(await job.value('child.nationality'), 'Việt Nam');

    // 8. Review, print, save, hand over
    await job.to(7);
    await form.locator('.summary.good').waitFor();
    await job.look('7-review');
    const paper = await job.print();
    for (const part of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'TỜ KHAI ĐĂNG KÝ KHAI SINH', 'Nguyễn Thị Ánh Nguyệt', 'Phường Sài Gòn']) {
      assert.ok(paper.toLowerCase().includes(part.toLowerCase()), `"${part}" is missing on paper`);
    }
    const saved = await job.save();
    await form.locator('[data-action=submit]').click();
    await page.waitForFunction(() => window.submitted);
    const { data, dossier } = await page.evaluate(() => window.submitted);
    assert.equal(data.mother.birthDate, '1994-01-15');
    assert.equal(data.child.birthDate, '2026-11-02');
    assert.equal(data.child.sex, 'female');
    assert.equal(data.father.document.number, '079091000034');
    assert.equal(data.father.residence.communeName, 'Phường Sài Gòn');
    assert.equal(data.applicant.relation, 'father');
    assert.equal(data.declaration, true);
    assert.deepEqual(JSON.parse(saved.text), dossier, 'the saved dossier is the one handed over');
    if (where === 'portal') {
      await page.getByRole('heading', { name: 'Cổng đã nhận hồ sơ' }).waitFor();
      assert.match(await page.locator('#count').innerText(), /Lần nhận thứ 1: \d\d giá trị/);
      assert.deepEqual(await page.evaluate(() => [...new FormData(document.querySelector('#application')).keys()]), ['dossier', 'note']);
      assert.deepEqual(JSON.parse(await page.evaluate(() => new FormData(document.querySelector('#application')).get('dossier'))), data);
      await page.getByRole('button', { name: 'Gửi đến cổng' }).click();
      await page.getByText('Biểu mẫu của cổng có: dossier, note.').waitFor();
    } else {
      await page.getByRole('heading', { name: 'Hồ sơ đã sẵn sàng' }).waitFor();
      await page.getByText('Chưa có gì được gửi đi.').waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Tải hồ sơ về máy' }).click()]);
      assert.equal(download.suggestedFilename(), 'ho-so-1.001193.json');
    }
    await job.look('8-done');
    assertClean(page);

    // 9. Another day, another browser: open it and go on
    const later = await Job.open(app, where, { id: '1.001193', search: 'khai sinh', portal: '/portal/birth.html', ...options });
    await later.form.locator('input[data-action=dossier-file]').setInputFiles({ name: saved.name, mimeType: 'application/json', buffer: Buffer.from(saved.text) });
    await later.form.locator('.toast.good').waitFor();
    await later.form.locator('.summary.good').waitFor();
    await later.look('9-opened');
    await later.to(5);
    assert.equal(await later.value('mother.birthDate'), '15 | 1 | 1994');
    assert.equal(await later.state('mother.name'), 'proposed');
  });
}
