// Every page as it opens, before anybody does anything: in three widths and at 200 % zoom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, launch, shot, url } from './lib.mjs';

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";
const SIZES = { 360: { width: 360, height: 740 }, 768: { width: 768, height: 1024 }, 1280: { width: 1280, height: 800 } };

/** Waits until every element of the page shows something of its own. */
async function settled(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('tro-ly')].every((e) => e.shadowRoot?.childElementCount > 0));
  await page.waitForLoadState('networkidle');
}

async function linked(app, start) {
  const page = await app.newPage(start);
  const found = await page.evaluate(() => [...document.querySelectorAll('a[href]')]
    .filter((a) => a.origin === location.origin && !a.hash && /(\.html|\/)$/.test(a.pathname)).map((a) => a.pathname));
  await page.context().close();
  return found;
}

test('pages open clean, accessible and without sideways scrolling', async () => {
  const app = await launch();
  try {
    const paths = [...new Set(['/', '/portal/', ...(await linked(app, '/portal/'))])];
    for (const path of paths) {
      const views = [...Object.values(SIZES).map((viewport) => ({ viewport })), { viewport: SIZES[1280], zoom: 2 }];
      for (const view of views) {
        const page = await app.newPage(path, view);
        await settled(page);
        await axe(page);
        const name = `${path === '/' ? 'app' : path.replaceAll('/', ' ').trim().replaceAll(' ', '-').replace('.html', '')}-${view.viewport.width}${view.zoom ? '-zoomed' : ''}`;
        await shot(page, `open-${name}`);
        const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(wide <= room, `${name} is ${wide} px wide in ${room}`);
        await page.context().close();
      }
    }
  } finally {
    await app.close();
  }
});

test('the demo portal is served under exactly the strict policy', async () => {
  for (const path of ['/portal/', '/portal/portal.css']) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-security-policy'), POLICY, path);
  }
  assert.match((await fetch(url)).headers.get('content-security-policy'), /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
});
