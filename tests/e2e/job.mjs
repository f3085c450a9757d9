// The whole job as a person does it: what both procedures' tests share, in the application and in the demo portal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { assertClean, axe, shot } from './lib.mjs';
import { ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

/** One person at work on one form. */
export class Job {
  constructor(page, form, name) {
    Object.assign(this, { page, form, name });
  }

  /** Opens a procedure in the application (through its list) or in the portal. */
  static async open(app, where, { id, search, portal, viewport }) {
    const page = await app.newPage(null, {
      viewport,
      scripts: [() => {
        window.printed = 0;
        window.print = () => { window.printed += 1; };
        document.addEventListener('troly-submit', (event) => { window.submitted = event.detail; });
      }],
    });
    await page.clock.setFixedTime(new Date(`${TODAY}T10:00:00+07:00`));
    const job = new Job(page, page.locator('tro-ly'), `${where}-${id}`);
    if (where === 'app') {
      await page.goto('/');
      await page.getByLabel(/Tìm thủ tục/).fill(search);
      const link = page.locator(`#cards a[href="#/${id}"]`);
      await link.waitFor();
      await job.look('list');
      await link.click();
    } else {
      await page.goto(portal);
    }
    await ready(job.form);
    return job;
  }

  /** Axe, a picture, and nothing that must not happen. */
  async look(step) {
    await this.page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))));
    await shot(this.page, `job-${this.name}-${step}`);
    await axe(this.page);
    assertClean(this.page);
    assert.ok(await this.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${step} scrolls sideways`);
  }

  to(number) {
    return screen(this.form, number);
  }

  /** On to the next page by its own button. */
  async next() {
    await this.form.locator('[data-action=next]').click();
  }

  box(path) {
    return this.form.locator(`.field[data-path="${path}"]`);
  }

  state(path) {
    return this.box(path).getAttribute('data-state');
  }

  /** Casts somebody: a person's name, or 'nobody'. */
  async cast(role, name) {
    await this.form.locator(`[data-role="${role}"] label`, { hasText: name === 'nobody' ? 'Không có, hoặc là người khác' : name }).click();
  }

  /** Answers a box, whatever its kind: text, [day, month, year], true/false, the label of a choice. */
  async answer(path, value) {
    const box = this.box(path);
    await box.waitFor();
    if (Array.isArray(value)) {
      const parts = box.locator('.date input');
      for (const [i, part] of value.entries()) await parts.nth(i).fill(String(part));
      await parts.last().blur();
    } else if (typeof value === 'boolean' && await box.locator('input[type=checkbox]').count()) {
      await box.locator('input[type=checkbox]').setChecked(value);
    } else if (typeof value === 'boolean' || await box.locator('input[type=radio]').count()) {
      const label = value === true ? 'Có' : value === false ? 'Không' : value;
      await box.locator('label', { hasText: new RegExp(`^${label}$`) }).click();
    } else if (await box.locator('[role=combobox]').count()) {
      const input = box.locator('[role=combobox]').first();
      await input.fill(value);
      await box.locator('[role=option]').first().waitFor();
      await input.press('ArrowDown');
      await input.press('Enter');
    } else {
      const input = box.locator('input, textarea').first();
      await input.fill(String(value));
      await input.blur();
    }
  }

  /** What stands in a box. */
  async value(path) {
    const box = this.box(path);
    await box.waitFor();
    if (await box.locator('input[type=radio]').count()) {
      const checked = box.locator('input[type=radio]:checked + label');
      return (await checked.count()) ? checked.innerText() : '';
    }
    return (await box.locator('input, select, textarea').evaluateAll((all) => all.map((i) => i.value))).join(' | ');
  }

  /** Waits until a finding is shown beside a box (`code`: that one), or none is. */
  finding(path, code) {
    return this.box(path).locator(code ? `[data-code="${code}"]` : '[data-code]').first().waitFor();
  }

  async noFinding(path) {
    await this.page.waitForFunction((p) => !document.querySelector('tro-ly').shadowRoot.querySelector(`.field[data-path="${p}"] [data-code]`), path);
  }

  /** Prints from the print view, and looks at what would be on paper: the form and nothing else. */
  async print() {
    const { page, form } = this;
    await form.locator('[data-action=print-view]').click();
    await this.look('print-view');
    await form.locator('[data-action=print]').click();
    await page.waitForFunction(() => window.printed === 1);
    await page.emulateMedia({ media: 'print' });
    const seen = await page.evaluate(() => {
      const shown = (node) => node.getClientRects().length > 0;
      const all = [...document.querySelectorAll('body *')].filter((n) => shown(n) && n.localName !== 'tro-ly' && !n.querySelector('tro-ly')).map((n) => `${n.localName}.${n.className}`);
      const root = document.querySelector('tro-ly').shadowRoot;
      const inside = [...root.querySelectorAll('button, input, nav')].filter(shown).length;
      return { outside: all, inside, text: root.querySelector('.print').innerText, wide: document.documentElement.scrollWidth };
    });
    assert.deepEqual(seen.outside, [], 'something of the page around would be printed');
    assert.equal(seen.inside, 0, 'a control would be printed');
    await page.pdf({ path: new URL(`../../artifacts/e2e/job-${this.name}.pdf`, import.meta.url).pathname, format: 'A4', preferCSSPageSize: true });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null });
    assert.equal(await page.locator('[data-troly-print]').count(), 0, 'the page is as it was');
    await form.locator('[data-action=back], [data-action=print-back]').first().click();
    return seen.text;
  }

  /** Saves the dossier and gives its text. */
  async save(action = 'export') {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.form.locator(`[data-action=${action}]`).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  }
}
