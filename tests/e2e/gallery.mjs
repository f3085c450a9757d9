// Every screen in every look, to be looked at by a person: no test, nothing here passes or fails but sideways scrolling.
//
//   cargo xtask serve --no-build                                       (in one terminal)
//   TROLY_URL=http://127.0.0.1:8000 node tests/e2e/gallery.mjs         (in another; `360`, `zoom`, … : only these looks)
//
// artifacts/gallery/ then has one picture for each screen and look, contact sheets of them, and heights.json (CSS px).
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './lib.mjs';
import { Job } from './job.mjs';
import { LOOKS, sheets, wear } from './looks.mjs';
import { scan } from './pages.mjs';
import people from './people.mjs';

const out = fileURLToPath(new URL('../../artifacts/gallery/', import.meta.url));
mkdirSync(out, { recursive: true });

const wanted = process.argv.slice(2).filter((name) => name in LOOKS);
const looks = Object.entries(LOOKS).filter(([name]) => !wanted.length || wanted.includes(name));
const only = process.argv.slice(2).find((name) => !(name in LOOKS));

const heights = {};
const pictures = Object.fromEntries(looks.map(([name]) => [name, []]));

/** Switches the language where the page has a switch for it, else on the element. */
const speak = (lang) => {
  const element = document.querySelector('tro-ly');
  const button = document.querySelector(`[data-lang="${lang}"]`);
  if (button) button.click();
  else if (element) element.lang = lang;
};

async function take(page, name) {
  for (const [look, { lang, ...worn }] of looks) {
    await wear(page, worn);
    if (lang) await page.evaluate(speak, lang);
    await page.waitForTimeout(60);
    const [tall, wide] = await page.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth - innerWidth]);
    (heights[look] ??= {})[name] = tall;
    if (wide > 0) console.log(`${name} at ${look} scrolls sideways by ${wide} px`);
    const path = `${out}${name}-${look}.png`;
    await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    pictures[look].push({ name, path, width: worn.width, tall });
    if (lang) await page.evaluate(speak, 'vi');
  }
}

const app = await launch();

async function work(id, where, options, run) {
  const job = await Job.open(app, where, { id, viewport: { width: 360, height: 740 }, ...options });
  const name = where === 'portal' ? `portal-${id}` : id;
  await run(job, (step) => take(job.page, `${name}-${step}`));
}

const { mother, father, applicant, head } = people;

async function birth(job, look) {
  const { form, page } = job;
  const toggle = (path) => job.box(path).locator('[data-action=details]').click();
  await look('0-needs');
  await form.locator('[data-action=start]').click();
  await look('1-papers-empty');
  await scan(form, mother.qr);
  await scan(form, father.qr);
  await scan(form, '1|2|3');
  // The same mother on another card of the same day: they disagree
  await scan(form, mother.qr.replace('15011994', '16011994'));
  await look('1-papers');
  await job.next();
  await job.cast('mother', father.name);
  await look('2-casting-wrong');
  await job.cast('mother', mother.name);
  await job.cast('father', father.name);
  await job.cast('applicant', father.name);
  await look('2-casting');
  await job.next();
  await page.waitForFunction(() => document.querySelector('tro-ly').shadowRoot.querySelector('[data-path="agency"] textarea')?.value.includes('phường Sài Gòn'));
  await look('3-request');
  await toggle('applicant.birthDate');
  await toggle('applicant.residence');
  await look('3-request-details');
  await form.locator('[data-action=confirm-section]').last().click();
  await look('3-request-confirmed');
  await job.next();
  await look('4-child-empty');
  await job.answer('child.name', 'trần nguyễn minh an');
  await job.answer('child.birthDate', [1, 8, 2026]);
  await job.answer('child.sex', 'Nữ');
  await job.box('child.ethnicity').locator('[role=combobox]').fill('t');
  await job.box('child.ethnicity').locator('[role=option]').first().waitFor();
  await look('4-child-picker');
  await job.box('child.ethnicity').locator('[role=combobox]').fill('');
  await job.answer('child.hometown', 'Hà Tĩnh');
  await look('4-child');
  await job.next();
  await look('5-parents');
  const pick = form.locator('[data-action=accept]').first();
  if (await pick.count()) await pick.click();
  await job.answer('mother.ethnicity', 'kinh');
  await look('5-parents-chosen');
  await job.next();
  await look('6-finish');
  await job.next();
  await look('7-review-errors');
  await form.locator('[data-action=menu]').click({ timeout: 1000 }).catch(() => {});
  await look('7-menu');
  await job.to(4);
  await job.answer('child.birthDate', [2, 11, 2026]);
  await job.answer('child.birthPlace', 'Bệnh viện Từ Dũ, Phường Bến Thành, Thành phố Hồ Chí Minh');
  await job.to(5);
  for (const who of ['mother', 'father']) {
    await job.answer(`${who}.ethnicity`, 'kinh');
    await job.answer(`${who}.hometown`, 'Hà Tĩnh');
  }
  await job.to(6);
  await job.answer('declaration', true);
  await job.answer('copies.wanted', true);
  await job.answer('copies.count', '2');
  await job.to(7);
  await look('7-review');
  await form.locator('[data-action=print-view]').click();
  await look('8-print');
  await form.locator('[data-action=back]').click();
  await form.locator('[data-action=submit]').click();
  await page.waitForFunction(() => window.submitted, null, { timeout: 5000 }).then(() => look('9-done'), (e) => console.log('not handed over', e.message));
}

async function residence(job, look) {
  const { form } = job;
  await look('0-needs');
  await form.locator('[data-action=start]').click();
  for (const person of [applicant, head, mother, father]) await scan(form, person.qr);
  await look('1-papers');
  await job.next();
  await job.cast('applicant', applicant.name);
  await job.cast('head', head.name);
  await job.cast('members', mother.name);
  await job.cast('members', father.name);
  await look('2-casting');
  await job.next();
  await job.page.waitForTimeout(800);
  await look('3-request');
  await form.locator('[data-action=accept]').first().click();
  await job.answer('applicant.phone', '0912 345');
  await job.answer('applicant.relationToHead', 'chau');
  await look('3-request-chosen');
  await job.next();
  await job.answer('request.from', [20, 11, 2026]);
  await job.answer('request.until', [20, 11, 2029]);
  await job.answer('request.reason', 'Đi làm');
  await job.box('request.address').locator('[role=combobox]').fill('hai chau');
  await job.box('request.address').locator('[role=option]').first().waitFor();
  await look('4-content-picker');
  await job.box('request.address').locator('[role=combobox]').press('Escape');
  await look('4-content');
  await job.next();
  await look('5-consents');
  await job.next();
  await look('6-review');
  await form.locator('[data-action=print-view]').click();
  await look('7-print');
}

try {
  if (!only || only === 'start') {
    for (const [path, name] of [['/', 'app-start'], ['/portal/', 'portal-start']]) {
      const page = await app.newPage(path);
      await page.waitForLoadState('networkidle');
      await take(page, name);
    }
    // Wasm forbidden, wasm that never comes
    for (const [name, handler] of [
      ['blocked', (route) => route.fetch().then((response) => route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': "default-src 'self'; script-src 'self'; style-src 'self'" } }))],
      ['skeleton', null],
    ]) {
      const page = await app.newPage(null);
      if (handler) await page.route('**/portal/birth.html', handler);
      else await page.route('**/element-*.wasm', () => {});
      await page.goto('/portal/birth.html');
      await page.waitForTimeout(400);
      await take(page, `portal-${name}`);
    }
  }
  if (!only || only === 'birth') await work('birth', 'app', { search: 'khai sinh' }, birth);
  if (!only || only === 'residence') await work('residence', 'app', { search: 'tam tru' }, residence);
  if (only === 'portal') await work('birth', 'portal', { portal: '/portal/birth.html' }, birth);
} finally {
  for (const [look, all] of Object.entries(pictures)) console.log(`${look}: ${await sheets(app, all, `${out}sheet-${look}`)} sheets`);
  writeFileSync(`${out}heights.json`, JSON.stringify(heights, null, 1));
  await app.close({ check: false });
}
