// A step of a thousand boxes: what is seen first does not wait for the rest, which is there soon, and nothing is lost meanwhile.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { definition } from './bench-form.mjs';
import { axe, launch } from './lib.mjs';
import { SCRIPT, portal, ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const whole = (form) => form.locator('.page:not([aria-busy])').waitFor();

async function open() {
  const page = await portal(app, `<main><h1>Thử</h1></main>${SCRIPT}`);
  await page.evaluate(([text, today]) => {
    const form = document.createElement('tro-ly');
    Object.assign(form, { definition: text, today, start: 'form' });
    // What is there when the page is told that the form is
    form.addEventListener('troly-ready', () => queueMicrotask(() => { // drawn at the end of this turn
      window.first = [form.shadowRoot.querySelectorAll('.field').length, form.shadowRoot.querySelector('.page').ariaBusy];
      form.shadowRoot.getElementById('f-s1.name').focus();
    }));
    document.querySelector('main').append(form);
  }, [JSON.stringify(definition(1000)), TODAY]);
  const form = page.locator('tro-ly');
  await ready(form);
  return [page, form];
}

test('the rest of a long step follows, and what was typed meanwhile stays', async () => {
  const [page, form] = await open();
  await page.keyboard.type('Trần Thị Bích');
  await whole(form);
  const [first, busy] = await page.evaluate(() => window.first);
  assert.equal(busy, 'true');
  const all = await form.locator('.field').count();
  assert.ok(first >= 60 && first < all / 3 && all >= 1000, `${first} of ${all}`);
  assert.equal(await form.locator('[id="f-s1.name"]').inputValue(), 'Trần Thị Bích');
  assert.equal(await form.evaluate((e) => e.shadowRoot.activeElement?.id), 'f-s1.name', 'and the person is still there');
  const order = await form.evaluate((e) => [...e.shadowRoot.querySelectorAll('section.block')].map((s) => s.getAttribute('aria-labelledby')));
  assert.deepEqual(order, Array.from({ length: order.length }, (_, i) => `s-s${i + 1}`));
  await axe(page);
});

test('a way to the last box leads there', async () => {
  const [, form] = await open();
  await whole(form);
  await form.locator('[id="f-s100.number"]').fill('123');
  await screen(form, (await form.locator('[data-action=screen]').count()) - 1);
  await form.locator('#summary').waitFor();
  await form.locator('#summary [data-action=go]').last().click();
  const at = await form.evaluate((e) => e.shadowRoot.activeElement?.id ?? '');
  assert.match(at, /^f-s100\./);
});

test('the way to a wrong paper leads to the part that is wrong', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}" start="form"></tro-ly></main>${SCRIPT}`);
  const form = page.locator('tro-ly');
  await ready(form);
  const paper = form.locator('.field[data-path="applicant.document"]');
  await paper.locator('select').first().selectOption('cccd');
  await paper.locator('input').first().fill('123');
  await screen(form, (await form.locator('[data-action=screen]').count()) - 1);
  await form.locator('#summary [data-action=go]').filter({ hasText: /[Gg]iấy tờ/ }).first().click();
  const at = await form.evaluate((e) => [e.shadowRoot.activeElement?.closest('.field')?.dataset.path, e.shadowRoot.activeElement?.ariaInvalid, e.shadowRoot.activeElement?.value]);
  assert.deepEqual(at, ['applicant.document', 'true', '123']);
});
