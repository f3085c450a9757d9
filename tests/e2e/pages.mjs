// Pages of a portal made up for one test, and the element on them.
import { launch } from './lib.mjs';

export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";

/**
 * Opens a page with this body under the strict policy. `files`: path → response (or text of a script).
 * Events of elements are collected in `window.events` as [type, detail].
 */
export async function portal(app, body, { files = {}, policy = POLICY, head = '', ...options } = {}) {
  const page = await app.newPage(null, {
    ...options,
    scripts: [
      () => {
        window.events = [];
        for (const type of ['ready', 'change', 'fill', 'submit', 'error']) {
          document.addEventListener(`troly-${type}`, (event) => window.events.push([`troly-${type}`, event.detail]));
        }
      },
      ...(options.scripts ?? []),
    ],
  });
  await page.route('**/test/**', (route) => {
    const path = new URL(route.request().url()).pathname.slice('/test/'.length);
    const headers = { 'content-security-policy': policy };
    if (path in files) {
      const file = files[path];
      return route.fulfill(typeof file === 'string' ? { contentType: 'text/javascript', body: file, headers } : { headers, ...file });
    }
    return route.fulfill({
      contentType: 'text/html; charset=utf-8', headers,
      body: `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title><link rel="icon" href="/icon.svg">${head}</head><body>${body}</body></html>`,
    });
  });
  await page.goto('/test/page');
  return page;
}

export const SCRIPT = '<script type="module" src="/troly/troly.js"></script>';

/** Waits until an element shows its form. */
export async function ready(element) {
  await element.locator('.troly').first().waitFor();
}

export const events = (page, type) => page.evaluate((t) => window.events.filter(([name]) => name === t).map(([, detail]) => detail), type);

export { launch };

/** Goes to a page of the form: 0 what is needed, 1 papers, 2 who is who, 3… the steps, last the review. */
export async function screen(element, number) {
  if (await element.locator('[data-action=start]').count()) await element.locator('[data-action=start]').click();
  const button = element.locator(`[data-action=screen][data-to="${number}"]`);
  if (!(await button.isVisible())) await element.locator('[data-action=menu]').click();
  await button.click();
}

/** Types a card's text as a hand scanner does. */
export async function scan(element, text) {
  const field = element.locator('#scanner');
  if (!(await field.isVisible())) await element.locator('details.more:has(#scanner) summary').click();
  await field.fill(text);
  await field.press('Enter');
}
