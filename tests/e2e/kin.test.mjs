// Who is who by what records say: the page's own records beside a card, one person of two only when the citizen says so, and
// somebody proposed for a role with the reason.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const { mother, father } = people;
const MARRIAGE = {
  'troly-record': 1,
  kind: 'host',
  source: 'Cổng dịch vụ công',
  issuedOn: '2026-11-20',
  people: [
    { id: 'husband', is: { spouse: 'wife' }, attributes: { 'person.name': father.name, 'person.id.number': father.id, 'person.birth.date': '1991-09-02' } },
    { id: 'wife', attributes: { 'person.name': mother.name, 'person.birth.date': '1994-01-15' } },
  ],
};

test('a marriage that the portal knows proposes the mother; her card and it are one person when the citizen says so', async () => {
  for (const [name, viewport] of Object.entries({ 360: { width: 360, height: 740 }, 1280: { width: 1280, height: 900 } })) {
    const page = await portal(app, `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`, { viewport });
    const form = page.locator('tro-ly');
    await ready(form);
    assert.equal(await form.evaluate((e, data) => e.fillData(data), MARRIAGE), true);
    await form.locator('[data-action=start]').click();
    await scan(form, mother.qr);
    await form.locator('.id-card').nth(1).waitFor();
    const known = await form.locator('.id-card').first().innerText();
    for (const part of ['Dữ liệu của cổng', father.name, 'Cổng dịch vụ công', '20/11/2026', mother.name]) assert.ok(known.includes(part), `${part} in: ${known}`);
    assert.equal(await form.locator('[data-action=split-person]').count(), 0, 'nobody is one by the name alone');
    await form.locator('[data-action=next]').click();

    const role = (id) => form.locator(`[data-role=${id}]`);
    const offered = (id) => role(id).locator('[data-action=cast-proposed]');
    assert.equal(await role('mother').locator('.radios input').count(), 4, 'three people, and nobody');
    assert.equal(await form.locator('[data-action=cast-proposed]').count(), 0, 'nobody has a role yet');
    await form.locator('[data-action=merge-people]').click();
    await form.locator('[data-action=merge-people]').waitFor({ state: 'detached' });
    assert.equal(await role('mother').locator('.radios input').count(), 3);

    const notes = await role('mother').locator('.who + .quiet').allInnerTexts();
    assert.deepEqual(notes.map((note) => note.trim()), ['sinh 02/09/1991 · •••• 0034', 'sinh 15/01/1994 · •••• 0021'], 'what any of the papers says');
    await role('father').getByText(father.name, { exact: true }).click();
    await offered('mother').waitFor();
    const why = await role('mother').locator('.offer p').innerText();
    for (const part of ['Vợ hoặc chồng', father.name, '(Cha)', 'dữ liệu của cổng']) assert.ok(why.includes(part), `${part} in: ${why}`);
    assert.equal(await role('mother').locator('input:checked').count(), 1, 'nobody is chosen for the citizen');
    await axe(page);
    await shot(page, `kin-${name}`);
    // Not her: not offered again, until that is taken back
    await role('mother').locator('[data-action=cast-refused]').click();
    await offered('mother').waitFor({ state: 'detached' });
    await form.locator('[data-action=undo]').click();
    await offered('mother').click();
    await offered('mother').waitFor({ state: 'detached' });
    assert.ok((await role('mother').evaluate((node) => node.querySelector('input:checked').labels[0].textContent)).includes(mother.name));

    // They are two after all
    await form.locator('[data-action=back]').click();
    const split = form.locator('[data-action=split-person]');
    await split.first().waitFor();
    await shot(page, `kin-cards-${name}`);
    await axe(page);
    const names = await split.allInnerTexts();
    await split.nth(names.findIndex((text) => text.includes(mother.name))).click();
    await form.locator('[data-action=next]').click();
    await form.locator('[data-action=merge-people]').waitFor();
    assertClean(page);
    await page.close();
  }
});
