// Temporary residence (1.004194, form CT01) from nothing to a dossier handed over: an applicant who moves in with a
// household head, with one member more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Job } from './job.mjs';
import { assertClean, launch } from './lib.mjs';
import { scan } from './pages.mjs';
import { picture } from './pictures.mjs';
import people from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const { applicant, head, mother } = people;
const WHERE = {
  app: { viewport: { width: 768, height: 1024 } },
  portal: { viewport: { width: 1280, height: 900 }, zoom: 2 },
};

for (const [where, options] of Object.entries(WHERE)) {
  test(`temporary residence in the ${where}`, async () => {
    const job = await Job.open(app, where, { id: '1.004194', search: 'tam tru', portal: '/portal/residence.html', ...options });
    const { page, form } = job;
    const needs = await form.locator('.page').innerText();
    for (const part of ['Đăng ký tạm trú', 'Giấy tờ cần có', 'Lệ phí', 'Thời hạn', 'Nơi giải quyết']) assert.ok(needs.includes(part), part);
    await job.look('0-needs');

    // Two cards in one picture, one more by a hand scanner
    await form.locator('[data-action=start]').click();
    await form.locator('input[data-action=pictures]').setInputFiles({ name: 'hai thẻ.png', mimeType: 'image/png', buffer: await picture([applicant.qr, head.qr]) });
    await form.getByText(`Đã đọc thẻ của ${applicant.name}.`).waitFor();
    await form.getByText(`Đã đọc thẻ của ${head.name}.`).waitFor();
    await scan(form, `${mother.qr}\r\n`);
    await form.getByText(`Đã đọc thẻ của ${mother.name}.`).waitFor();
    await scan(form, mother.qr);
    await form.getByText(`Thẻ của ${mother.name} đã có rồi.`).waitFor();
    assert.equal(await form.locator('.id-card').count(), 3);
    await job.look('1-papers');

    await job.next();
    await job.cast('applicant', applicant.name);
    await job.cast('head', head.name);
    await job.cast('members', mother.name);
    await job.look('2-casting');

    await job.next();
    assert.equal((await job.value('applicant.citizenId')).replace(/\s/g, ''), applicant.id);
    assert.equal(await job.value('applicant.sex'), 'Nam');
    assert.equal(await job.value('applicant.birthDate'), '30 | 4 | 1996');
    assert.match(await job.value('head.name'), /Phạm Thị Thu Hà/i);
    await page.waitForFunction(() => [...document.querySelector('tro-ly').shadowRoot.querySelectorAll('[data-path="head.residence"] input')].some((i) => i.value.includes('Thành phố Đà Nẵng')));
    // There is a ward Hải Châu, and there was a district: which is meant is asked, not guessed
    assert.equal(await job.value('applicant.residence'), ' | ');
    const offers = job.box('applicant.residence').locator('[data-action=accept]');
    assert.deepEqual(await offers.locator('.value').allInnerTexts(), ['25 Bạch Đằng, Phường Hải Châu, Thành phố Đà Nẵng', '25 Bạch Đằng, Phường Hòa Cường, Thành phố Đà Nẵng']);
    await job.look('3-request-asked');
    await offers.first().click();
    assert.match(await job.value('applicant.residence'), /Phường Hải Châu, Thành phố Đà Nẵng/);
    await job.answer('applicant.phone', '0912 345');
    await job.finding('applicant.phone'); // too short
    await job.answer('applicant.phone', '0912 345 678');
    await job.noFinding('applicant.phone');
    await job.answer('applicant.relationToHead', 'chau');
    await job.look('3-request');

    await job.next();
    await job.box('request.address').locator('[role=combobox]').waitFor();
    assert.match(await job.value('request.address'), /Thành phố Đà Nẵng/);
    await job.answer('request.from', [20, 11, 2026]);
    await job.answer('request.until', [20, 11, 2029]);
    // More than two years: the law, and one click that puts it right
    const rule = job.box('request.until').locator('[data-code=R17]');
    await rule.waitFor();
    assert.match(await rule.innerText(), /Luật Cư trú/);
    await job.look('4-content-error');
    await rule.locator('[data-action=fix]').click();
    assert.equal(await job.value('request.until'), '19 | 11 | 2028');
    await job.answer('request.reason', 'Đi làm');
    assert.match(await job.value('request.content'), /thời hạn từ ngày 20\/11\/2026 đến ngày 19\/11\/2028; lý do: Đi làm/);
    const row = form.locator('.row').first();
    assert.equal(await row.locator('[data-path$="/name"] input').inputValue().then((v) => v.toLowerCase()), mother.name.toLowerCase());
    await row.locator('[data-path$="/relationToHead"] [role=combobox]').fill('con');
    await row.locator('[data-path$="/relationToHead"] [role=option]').first().click();
    await job.look('4-content');

    await job.next();
    // Consents are never made for anybody
    assert.equal(await form.locator('.field input[type=checkbox]:checked').count(), 0);
    await job.answer('consent.head.how', 'Ghi và ký ngay trên tờ khai');
    assert.equal(await job.box('consent.head.agreed').locator('input').isChecked(), false);
    await job.answer('consent.head.agreed', true);
    await job.look('5-consents');

    await job.to(6);
    await form.locator('.summary').first().waitFor();
    await job.look('6-review');
    const left = await form.locator('.summary.error li').allInnerTexts();
    assert.deepEqual(left, [], 'errors are left');
    const paper = await job.print();
    for (const part of ['CT01', 'LÊ HOÀNG LONG', '048096000057'.split('').join(''), 'Nguyễn Thị Ánh Nguyệt']) {
      assert.ok(paper.replace(/\s/g, '').toLowerCase().includes(part.replace(/\s/g, '').toLowerCase()), `"${part}" is missing on paper`);
    }
    const saved = await job.save();
    await form.locator('[data-action=submit]').click();
    await page.waitForFunction(() => window.submitted);
    const { data, dossier } = await page.evaluate(() => window.submitted);
    assert.equal(data.applicant.citizenId, applicant.id);
    assert.equal(data.request.until, '2028-11-19');
    assert.equal(data.members.length, 1);
    assert.equal(data.members[0].citizenId, mother.id);
    assert.deepEqual(JSON.parse(saved.text), dossier);
    await job.look('7-done');
    assertClean(page);

    const later = await Job.open(app, where, { id: '1.004194', search: 'ct01', portal: '/portal/residence.html', ...options });
    await later.form.locator('input[data-action=dossier-file]').setInputFiles({ name: saved.name, mimeType: 'application/json', buffer: Buffer.from(saved.text) });
    await later.form.locator('.toast.good').waitFor();
    await later.form.locator('.summary.good').waitFor();
    assertClean(later.page);
  });
}
