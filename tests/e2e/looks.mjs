// The widths and settings in which the interface is looked at, and contact sheets of what was seen.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const phone = { width: 360, height: 740 };

export const LOOKS = {
  360: phone,
  320: { ...phone, width: 320 }, // the narrowest that must work (WCAG 1.4.10); also 1280 px at 400 %
  768: { width: 768, height: 1024 },
  1280: { width: 1280, height: 800 },
  zoom: { width: 640, height: 400 }, // what 1280 px at 200 % leaves
  forced: { ...phone, forced: true },
  en: { ...phone, lang: 'en' },
};

/** Brings a page into a look, but for its language. */
export async function wear(page, { width, height, forced }) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ forcedColors: forced ? 'active' : 'none' });
}

/** Pictures ({ name, path, width, tall }) of one look in columns of one height, a few columns to a sheet: PREFIX-00.png … */
export async function sheets(app, all, prefix) {
  mkdirSync(dirname(prefix), { recursive: true });
  const page = await (await app.browser.newContext({ viewport: { width: 1500, height: 1320 } })).newPage();
  const width = all[0]?.width ?? 0;
  const zoom = width < 400 ? 1 : 450 / width;
  const tall = 1280 / zoom;
  const columns = all.flatMap((p) => Array.from({ length: Math.ceil(p.tall / tall) }, (_, i) => ({ ...p, i })));
  const each = Math.max(1, Math.floor(1500 / (width * zoom + 8)));
  for (let from = 0, n = 0; from < columns.length; from += each, n += 1) {
    const some = columns.slice(from, from + each);
    const cells = some.map((p) => `<figure><figcaption>${p.name}${p.i ? ` (${p.i + 1})` : ''}</figcaption>
      <div style="width:${width * zoom}px;height:${Math.min(tall, p.tall - p.i * tall) * zoom}px;overflow:hidden"><img src="data:image/png;base64,${readFileSync(p.path).toString('base64')}" style="width:${width * zoom}px;margin-top:${-p.i * tall * zoom}px"></div></figure>`);
    await page.setContent(`<style>body{margin:4px;display:flex;gap:6px;align-items:flex-start;background:#999}figure{margin:0}figcaption{font:bold 12px sans-serif;background:#333;color:#fff;padding:2px 4px}</style>${cells.join('')}`);
    await page.evaluate(() => Promise.all([...document.images].map((i) => i.decode())));
    await page.screenshot({ path: `${prefix}-${String(n).padStart(2, '0')}.png`, fullPage: true });
  }
  await page.context().close();
  return Math.ceil(columns.length / each);
}
