// Every procedure of the build opens in the application: what it needs, each of its steps, the review, without a word of the
// console, with nothing for axe to say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot, url } from './lib.mjs';
import { SCRIPT, portal, ready, screen } from './pages.mjs';
import { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

test('every procedure: what it needs, its steps, its review', async () => {
  const index = await (await fetch(`${url}/procedures/index.json`)).json();
  assert.ok(index.length > 10);
  for (const { file, id, title } of index) {
    const html = `<main><h1>Thử</h1><tro-ly procedure="/procedures/${file}" today="${TODAY}"></tro-ly></main>${SCRIPT}`;
    const page = await portal(app, html, { viewport: { width: 360, height: 740 } });
    const form = page.locator('tro-ly');
    await ready(form);
    await form.getByRole('heading', { name: title.vi }).waitFor();
    await axe(page);
    await shot(page, `procedure-${id}-0`);
    const { roles = [], steps } = JSON.parse(readFileSync(new URL(`../../procedures/${file}`, import.meta.url), 'utf8'));
    const first = roles.length ? 3 : 1; // a form about nobody has no pages for papers and people
    for (const [i] of steps.entries()) {
      await screen(form, first + i);
      await form.locator('.field').first().waitFor();
      await axe(page);
      await shot(page, `procedure-${id}-${i + 1}`);
    }
    await screen(form, first + steps.length);
    await form.locator('#summary').waitFor();
    await axe(page);
    assertClean(page);
    await page.context().close();
  }
});
