// What a person sees when the assistant cannot run: never an empty page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot, url } from './lib.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

/** Opens a portal page whose response is changed, and collects the codes of `troly-error`. */
async function open(path, { policy, routes = {}, ...options } = {}) {
  const page = await app.newPage(null, {
    ...options,
    scripts: [() => {
      window.codes = [];
      document.addEventListener('troly-error', (event) => window.codes.push(event.detail.code));
    }],
  });
  if (policy) {
    await page.route(`**${path}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    });
  }
  for (const [pattern, answer] of Object.entries(routes)) {
    await page.route(pattern, (route) => (answer === null ? route.abort() : route.fulfill(answer)));
  }
  await page.goto(path);
  return page;
}

const codes = (page) => page.evaluate(() => window.codes);

test('a policy without wasm-unsafe-eval: the procedure to read, and what the portal must allow', async () => {
  const page = await open('/portal/birth.html', {
    policy: "default-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'",
  });
  const form = page.locator('tro-ly');
  await form.getByRole('heading', { name: 'Đăng ký khai sinh' }).waitFor();
  assert.deepEqual(await codes(page), ['wasm.blocked']);
  // One attempt, and that of the empty module: nothing large was fetched for nothing
  assert.deepEqual(page.watch.violations.map((v) => [v.directive, v.blocked]), [['script-src', 'wasm-eval']]);
  const text = await form.evaluate((node) => node.shadowRoot.textContent);
  for (const part of ['Ủy ban nhân dân xã, phường', 'Giấy tờ cần có', 'Giấy chứng sinh', 'Căn cứ pháp lý', 'Luật Hộ tịch', 'Họ, chữ đệm, tên', 'does not allow']) {
    assert.ok(text.includes(part), `"${part}" is missing from the page`);
  }
  await form.getByText('Dành cho người quản trị trang').click();
  await form.getByText("Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'").waitFor();
  await shot(page, 'fallback-blocked');
  await axe(page);
});

test('wasm that does not come: a message, the summary, and another try that works', async () => {
  const page = await open('/portal/birth.html');
  let broken = true;
  await page.route('**/element-*.wasm', (route) => (broken ? route.abort() : route.continue()));
  await page.reload();
  const form = page.locator('tro-ly');
  await form.getByText('Không tải được trợ lý điền biểu mẫu.').waitFor();
  await form.getByText('Giấy tờ cần có').waitFor();
  assert.deepEqual(await codes(page), ['wasm.load']);
  await shot(page, 'fallback-load');
  await axe(page);
  broken = false;
  await form.getByRole('button', { name: 'Thử lại' }).click();
  await form.locator('[part=form]').waitFor();
});

test('wasm changed on the way is refused', async () => {
  const page = await open('/portal/birth.html', {
    routes: { '**/element-*.wasm': { contentType: 'application/wasm', body: Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) } },
  });
  await page.locator('tro-ly').getByText('Không tải được trợ lý điền biểu mẫu.').waitFor();
  assert.deepEqual(await codes(page), ['wasm.load']);
});

const at = (procedure) => ({
  contentType: 'text/html',
  headers: { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'" },
  body: `<!doctype html><html lang="vi"><title>t</title><main><h1>t</h1><tro-ly ${procedure}></tro-ly></main><script type="module" src="/troly/troly.js"></script>`,
});

for (const [what, attribute, code] of [
  ['no procedure', '', 'definition.missing'],
  ['a procedure of another origin', 'procedure="https://example.com/x.json"', 'definition.origin'],
  ['an address that is none', 'procedure="https://"', 'definition.load'],
  ['a procedure that is not there', 'procedure="/procedures/none.json"', 'definition.load'],
]) {
  test(`${what}: ${code}`, async () => {
    const page = await open('/portal/test.html', { routes: { '**/portal/test.html': at(attribute) } });
    await page.locator('tro-ly').getByText(code).waitFor();
    assert.deepEqual(await codes(page), [code]);
    await axe(page);
    assert.deepEqual(page.watch.offOrigin(), []);
  });
}

test('without JavaScript the application says what to do', async () => {
  const page = await app.newPage('/', { context: { javaScriptEnabled: false } });
  await page.getByRole('heading', { name: 'Thông tin của bạn ở lại với bạn' }).waitFor();
  await shot(page, 'fallback-no-js');
  assert.equal(await page.locator('#chooser').isVisible(), false, 'a search box that cannot work');
  // Playwright takes scripting away after parsing, so <noscript> does not show there: its text is looked for
  assert.match(await (await fetch(`${url}/`)).text(), /<noscript>.*cần bật JavaScript.*<\/noscript>/);
});

test('the list of procedures fails: the application says so', async () => {
  const page = await open('/', { routes: { '**/procedures/index.json': null } });
  await page.getByText('Không tải được danh sách thủ tục.').waitFor();
  await axe(page);
});

test('the application: search without accents, language, back and forth', async () => {
  const page = await app.newPage('/');
  await page.getByRole('link', { name: /Đăng ký khai sinh/ }).waitFor();
  const all = await page.locator('#cards a').count();
  await page.getByLabel(/Tìm thủ tục/).fill('tam tru');
  await page.getByRole('link', { name: /Đăng ký tạm trú/ }).first().waitFor();
  const found = await page.locator('#cards a').count();
  assert.ok(found >= 1 && found < all, `${found} of ${all}`);
  await page.getByLabel(/Tìm thủ tục/).fill('zzz');
  await page.getByText('Không có thủ tục nào khớp.').waitFor();
  await page.getByLabel(/Tìm thủ tục/).fill('');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Your information stays with you').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await axe(page);
  for (const [width, zoom] of [[360, 1], [768, 1], [1280, 1], [1280, 2]]) {
    const one = await app.newPage('/', { viewport: { width, height: 800 }, zoom });
    await one.getByRole('link', { name: /Đăng ký khai sinh/ }).waitFor();
    assert.ok(await one.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `scrolls sideways at ${width}`);
    await shot(one, `app-${width}${zoom > 1 ? '-zoom' : ''}`);
    assertClean(one);
  }
});
