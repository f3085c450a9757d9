// The picker of communes: by the keyboard alone, on a small phone, by new and old names however they are typed; a whole address that
// is pasted is taken apart; what no law settles is asked once and remembered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot } from './lib.mjs';
import { SCRIPT, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const BODY = `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001193.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`;

/** The form with the mother's step open, and parts of the box of her residence. */
async function residence(options) {
  const page = await portal(app, BODY, options);
  const form = page.locator('tro-ly');
  await ready(form);
  await screen(form, 5);
  const box = form.locator('.field[data-path="mother.residence"]');
  const combo = box.locator('[role=combobox]');
  await combo.scrollIntoViewIfNeeded();
  return { page, form, box, combo, detail: box.locator('input.input').nth(1), options: box.getByRole('option') };
}

const PHONE = { viewport: { width: 320, height: 640 } };

test('by the keyboard alone, as a screen reader follows it', async () => {
  const { page, form, box, combo, detail, options } = await residence({ viewport: { width: 1280, height: 900 } });
  const state = () => combo.evaluate((e) => ({
    expanded: e.getAttribute('aria-expanded'),
    active: e.getAttribute('aria-activedescendant'),
    line: e.getRootNode().getElementById(e.getAttribute('aria-activedescendant'))?.innerText,
    list: e.getRootNode().getElementById(e.getAttribute('aria-controls'))?.getAttribute('role'),
    focused: e.getRootNode().activeElement === e,
  }));
  await combo.focus();
  assert.deepEqual(await state(), { expanded: 'false', active: null, line: undefined, list: 'listbox', focused: true });
  await page.keyboard.type('ben nghe');
  await options.first().waitFor();
  assert.equal((await state()).expanded, 'true');
  assert.match(await box.getByRole('status').first().innerText(), /\d+ kết quả/);
  await page.keyboard.press('ArrowDown');
  let now = await state();
  assert.match(now.line, /Phường Sài Gòn[^]*Thành phố Hồ Chí Minh[^]*trước đây: Phường Bến Nghé/);
  assert.equal(await box.locator('[aria-selected=true]').count(), 1);
  assert.ok(now.focused, 'the focus stays in the box');
  await axe(page);
  // Escape shuts the list and keeps what was typed; the arrow opens it again
  await page.keyboard.press('Escape');
  assert.equal((await state()).expanded, 'false');
  assert.equal(await combo.inputValue(), 'ben nghe');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  now = await state();
  assert.equal(now.expanded, 'false');
  assert.equal(await combo.inputValue(), 'Phường Sài Gòn, Thành phố Hồ Chí Minh');
  // Tab goes on to the street, and back again
  await page.keyboard.press('Tab');
  assert.equal(await detail.evaluate((e) => e.getRootNode().activeElement === e), true);
  await page.keyboard.type('12 Nguyễn Huệ');
  await page.keyboard.press('Shift+Tab');
  // Nothing is in the list that is called so: it is kept, and said
  await combo.fill('xã không có ở đâu');
  await box.getByText('Không tìm thấy trong danh sách').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await combo.inputValue(), 'xã không có ở đâu', 'what was typed is not thrown away');
  await page.keyboard.press('Tab'); // out of the box
  await box.locator('.problem').waitFor();
  assertClean(page);
  await form.evaluate((e) => e.remove());
});

test('by any name, old or new, with typing errors, without accents; and a whole address is taken apart', async () => {
  const { page, box, combo, detail, options } = await residence(PHONE);
  for (const [typed, found] of [
    ['Phường Sài Gòn', /Phường Sài Gòn[^]*Thành phố Hồ Chí Minh/],
    ['sai gon hcm', /Phường Sài Gòn/],
    ['bến nghé q1', /Phường Sài Gòn[^]*trước đây: Phường Bến Nghé, Quận 1/],
    ['phuong hai chau', /Phường Hải Châu[^]*Thành phố Đà Nẵng/],
    ['p. láng hạ', /một phần của Phường Láng Hạ, Quận Đống Đa[^]*trước đây/],
    ['Bạch Mia', /Phường Bạch Mai/],
    ['Hà Nội', /Thành phố Hà Nội/],
  ]) {
    await combo.fill(typed);
    await options.first().waitFor();
    await assert.doesNotReject(async () => assert.match((await options.allInnerTexts()).join('\n'), found), typed);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `${typed}: ${wide} px wide`);
    const heights = await options.evaluateAll((all) => all.map((e) => e.getBoundingClientRect().height));
    assert.ok(Math.min(...heights) >= 44, `lines of ${Math.min(...heights)} px are hard to hit`);
  }
  await combo.fill('láng hạ, đống đa, hà nội');
  await options.nth(2).waitFor();
  await shot(page, 'picker-320');
  await axe(page);
  assert.match(await options.first().innerText(), /Phường Láng\b/, 'the likeliest first');
  await options.nth(1).click();
  assert.match(await combo.inputValue(), /Phường Giảng Võ/);

  // A whole address: street and commune, chosen with Enter as no other is meant
  await combo.fill('');
  await combo.fill('45/3 Lê Lợi, tổ 4, Phường Bến Nghé, Quận 1, TP.HCM');
  await options.first().waitFor();
  await shot(page, 'picker-whole-320');
  await combo.press('Enter');
  assert.equal(await combo.inputValue(), 'Phường Sài Gòn, Thành phố Hồ Chí Minh');
  assert.equal(await detail.inputValue(), '45/3 Lê Lợi, tổ 4');
  assert.equal(await box.locator('.problem').count(), 0);
  // Another in its place, by leaving the box
  await combo.fill('9 Bạch Đằng, phường Hải Châu, thành phố Đà Nẵng');
  await options.first().waitFor();
  await detail.focus();
  assert.equal(await combo.inputValue(), 'Phường Hải Châu, Thành phố Đà Nẵng');
  assert.equal(await detail.inputValue(), '9 Bạch Đằng');
  // A commune alone leaves the street
  await combo.fill('bến nghé q1');
  await options.first().waitFor();
  await combo.press('Enter');
  assert.equal(await combo.inputValue(), 'Phường Sài Gòn, Thành phố Hồ Chí Minh');
  assert.equal(await detail.inputValue(), '9 Bạch Đằng');
  // Where the law leaves three, leaving the box chooses none
  await combo.fill('3 Láng Hạ, P. Láng Hạ, Q. Đống Đa, HN');
  await options.nth(2).waitFor();
  await detail.focus();
  assert.equal(await combo.inputValue(), '3 Láng Hạ, P. Láng Hạ, Q. Đống Đa, HN');
  await page.keyboard.press('Tab');
  await box.locator('.problem').waitFor();
  assertClean(page);
});

test('an old address that no law settles is asked once: the next box with it follows', async () => {
  const page = await portal(app, BODY, { viewport: { width: 360, height: 740 } });
  const form = page.locator('tro-ly');
  await ready(form);
  const old = '3 Láng Hạ, Láng Hạ, Đống Đa, Hà Nội';
  await screen(form, 1);
  for (const person of [people.mother, people.father]) await scan(form, person.qr.replace(person.address, old));
  await form.locator('.id-card').nth(1).waitFor();
  await screen(form, 2);
  for (const role of ['mother', 'father']) await form.locator(`[data-role=${role}] label`, { hasText: people[role].name }).click();
  await screen(form, 5);
  const box = (who) => form.locator(`.field[data-path="${who}.residence"]`);
  await box('mother').locator('.proposal, [data-action=accept]').first().waitFor();
  await box('mother').scrollIntoViewIfNeeded();
  await shot(page, 'picker-ask-360');
  await axe(page);
  assert.equal(await box('mother').locator('[role=combobox]').inputValue(), '', 'nothing is guessed');
  await box('mother').locator('[data-action=accept]').nth(1).click();
  const chosen = await box('mother').locator('[role=combobox]').inputValue();
  assert.match(chosen, /Thành phố Hà Nội/);
  assert.equal(await box('father').locator('[role=combobox]').inputValue(), chosen, 'not asked again');
  assertClean(page);
});
