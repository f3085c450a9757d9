import { launch, shot } from './lib.mjs';
import { ready } from './pages.mjs';
const app = await launch();
for (const width of [360, 1280]) {
const page = await app.newPage('/playground/', { viewport: { width, height: 800 } });
await ready(page.locator('tro-ly'));
await page.locator('#start').selectOption('../procedures/1.001193.full.json');
await page.locator('#open').click();
await page.waitForTimeout(2500);
console.log(width, await page.evaluate(() => [...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > innerWidth + 1 && !n.closest('textarea')).slice(0, 12).map((n) => n.tagName + '#' + n.id + '.' + n.className + ' ' + Math.round(n.getBoundingClientRect().right))), await page.evaluate(() => document.documentElement.scrollWidth));
for (const t of ['form', 'remarks', 'coverage', 'sample', 'schema']) { await page.locator('#tab-' + t).click(); await page.waitForTimeout(t === 'sample' ? 1500 : 400); await shot(page, `zz-${t}-${width}`); }
}
await app.close({ check: false });
