// The watch itself: a green run means little if the watch sees nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClean, axe, launch, url } from './lib.mjs';

const blank = (body) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title></head><body>${body}</body></html>`;
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";

async function served(app, body, scripts = {}) {
  const page = await app.newPage();
  await page.route('**/harness/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop();
    const headers = { 'content-security-policy': policy };
    if (name in scripts) return route.fulfill({ contentType: 'text/javascript', body: scripts[name], headers });
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: blank(body), headers });
  });
  await page.goto('/harness/page');
  return page;
}

test('policy violations, errors and requests to others are noticed', async () => {
  const app = await launch();
  try {
    const cases = {
      'inline style': { body: '<main><h1>a</h1><p style="color: red">b</p></main>', list: 'violations' },
      'inline script': { body: '<main><h1>a</h1><script>window.ran = 1</script></main>', list: 'violations' },
      'string to a script sink': {
        body: '<main><h1>a</h1></main><script src="/harness/a.js"></script>',
        scripts: { 'a.js': 'try { new Worker("/harness/w.js") } catch {}' },
        list: 'violations',
      },
      'an uncaught error': { body: '<script src="/harness/a.js"></script>', scripts: { 'a.js': 'throw new Error("boom")' }, list: 'pageErrors' },
      'a logged error': { body: '<script src="/harness/a.js"></script>', scripts: { 'a.js': 'console.error("boom")' }, list: 'consoleErrors' },
      'an error logged by a worker': {
        body: '<script src="/harness/a.js"></script>',
        scripts: {
          'a.js': 'const p = trustedTypes.createPolicy("t", { createScriptURL: (u) => u }); new Worker(p.createScriptURL("/harness/w.js"))',
          'w.js': 'console.error("boom")',
        },
        list: 'consoleErrors',
      },
    };
    for (const [name, { body, scripts, list }] of Object.entries(cases)) {
      const page = await served(app, body, scripts);
      await assert.doesNotReject(() => until(() => page.watch[list].length > 0), `${name} was not noticed`);
      assert.throws(() => assertClean(page), name);
      await page.context().close();
    }
    const page = await served(app, '<main><h1>a</h1><script src="/harness/a.js"></script></main>', {
      'a.js': 'fetch("http://localhost:9/").catch(() => {})', // the policy stops it; the attempt alone must show
    });
    await until(() => page.watch.violations.length + page.watch.offOrigin().length > 0);
    assert.throws(() => assertClean(page));
  } finally {
    await app.close({ check: false });
  }
});

test('axe works under the strict policy and through shadow roots', async () => {
  const app = await launch();
  try {
    const shadow = (html) => ({ 'a.js': `document.querySelector('x-a').attachShadow({mode: 'open'}).append(...[${html}]);` });
    const body = '<main><h1>Biểu mẫu</h1><x-a></x-a></main><script src="/harness/a.js"></script>';
    const bad = await served(app, body, shadow("document.createElement('input')"));
    await assert.rejects(() => axe(bad), /x-a >>> input/, 'an input without a label in a shadow root');
    const good = await served(app, body, shadow("Object.assign(document.createElement('p'), { textContent: 'Họ và tên' })"));
    await axe(good);
    assertClean(good);
    assert.ok(good.watch.requests.every((r) => r.origin === url));
  } finally {
    await app.close({ check: false });
  }
});

async function until(condition, limit = 5000) {
  for (const end = Date.now() + limit; Date.now() < end; ) {
    if (condition()) return;
    await new Promise((go) => setTimeout(go, 20));
  }
  throw new Error('did not happen');
}
