// Groups in the rows of groups: rows are added where they belong, named so that one knows which, hidden and shown again, and stand
// in the review and on paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, events, portal, ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const body = readFileSync(new URL('../fixtures/definitions/nested.json', import.meta.url), 'utf8');

for (const width of [360, 1280]) {
  test(`groups in groups at ${width} px`, async () => {
    const html = `<main><h1>Thử</h1><tro-ly procedure="/test/own.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`;
    const page = await portal(app, html, { viewport: { width, height: 800 }, files: { 'own.json': { contentType: 'application/json', body } } });
    const form = page.locator('tro-ly');
    await ready(form);
    await screen(form, 3);
    const homes = form.locator('.group').first().locator('> .rows > .row');
    const add = (name) => form.getByRole('button', { name }).last();
    await add('Thêm hộ').click();
    await homes.nth(0).locator('.field[data-path$="/head"] input').fill('Trần An');
    await homes.nth(0).getByRole('button', { name: 'Thêm giấy tờ' }).click();
    await form.locator('.group').first().locator('> [data-action=add-row]').click();
    await homes.nth(1).locator('.field[data-path$="/head"] input').fill('Lê Bình');
    for (let n = 0; n < 2; n++) await homes.nth(1).getByRole('button', { name: 'Thêm giấy tờ' }).click();
    const papers = homes.nth(1).locator('.group .row');
    assert.deepEqual(await papers.locator('h5').allInnerTexts(), ['Giấy tờ thứ 1', 'Giấy tờ thứ 2']);
    assert.equal(await homes.nth(0).locator('.group .row').count(), 1);
    await homes.nth(0).getByText('Sổ đỏ', { exact: true }).click();
    await homes.nth(0).locator('.field[data-path$="/fee"] input').fill('100000');
    await papers.nth(0).getByText('Sổ đỏ', { exact: true }).click();
    await papers.nth(0).locator('.field[data-path$="/fee"] input').fill('0');
    await papers.nth(1).getByText('Khác', { exact: true }).click();
    await papers.nth(1).locator('.field[data-path$="/which"] input').fill('Giấy phép');
    await papers.nth(1).locator('.field[data-path$="/fee"] input').fill('2000000');
    await papers.nth(1).locator('.field[data-path$="/fee"] input').blur();
    await papers.nth(1).locator('.problem').waitFor();
    await axe(page);
    await shot(page, `nested-${width}`);
    await papers.nth(1).locator('[data-action=fix]').click();
    assert.equal(await form.locator('.field[data-path=total] .input').innerText(), '1.100.000 đồng');

    // Hidden with all that is in it, and back
    await homes.nth(1).locator('.field[data-path$="/bare"]').getByText('Có', { exact: true }).click();
    await papers.first().waitFor({ state: 'detached' });
    assert.equal(await form.locator('.field[data-path=total] .input').innerText(), '100.000 đồng');
    await homes.nth(1).locator('.field[data-path$="/bare"]').getByText('Không', { exact: true }).click();
    assert.equal(await papers.nth(1).locator('.field[data-path$="/which"] input').inputValue(), 'Giấy phép');

    // A row is taken away with what is in it, and undone
    await homes.nth(0).locator('> .row-head [data-action=remove-row]').click();
    assert.equal(await homes.count(), 1);
    await form.locator('[data-action=undo]').click();
    await homes.nth(1).waitFor();
    assert.equal(await homes.nth(0).locator('.field[data-path$="/fee"] input').inputValue(), '100.000');

    await screen(form, 4);
    const said = await form.locator('.answers dt').allInnerTexts();
    assert.ok(said.some((t) => /Giấy gì \(giấy tờ thứ 2, hộ thứ 2\)/i.test(t)), said.join(' | '));
    await axe(page);
    await shot(page, `nested-review-${width}`);
    await form.locator('[data-action=submit]').click();
    await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-submit'));
    const [{ data }] = await events(page, 'troly-submit');
    assert.deepEqual(data.homes.map((h) => [h.head, h.papers.map((p) => p.fee)]), [['Trần An', [100_000]], ['Lê Bình', [0, 1_000_000]]]);
    assertClean(page);
  });
}
