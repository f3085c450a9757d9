// What every end-to-end test needs: the released files in a real Chromium, watched for everything that must not happen.
//
//   const app = await launch();
//   const page = await app.newPage('/portal/', { viewport: { width: 360, height: 740 } });
//   …                                  // drive it: playwright's locators see through open shadow roots
//   await axe(page);                   // no accessibility violation, and at least one rule that had something to check
//   await shot(page, 'portal-start');  // artifacts/e2e/portal-start.png
//   await app.close();                 // fails on any CSP violation, console error, page error or request off origin
//
// The address comes from `cargo xtask test` (TROLY_URL); to run one file by hand: `cargo xtask serve` in one terminal,
// `TROLY_URL=http://127.0.0.1:8000 node --test tests/e2e/NAME.test.mjs` in another.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const url = (process.env.TROLY_URL ?? '').replace(/\/$/, '');
export const artifacts = fileURLToPath(new URL('../../artifacts/e2e/', import.meta.url));

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Without these the browser talks to its maker, or does not start as root or without a graphics card.
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function executable() {
  const known = [process.env.TROLY_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  assert.ok(found, 'no Chromium: set TROLY_CHROMIUM, or let `cargo xtask test` install one');
  return found;
}

/** What was seen on one page; `assertClean` wants every list but `requests` empty. */
class Watch {
  consoleErrors = [];
  pageErrors = [];
  violations = [];
  requests = [];
  failedRequests = [];
  pending = new Set();
  /** Patterns of console errors that a test provokes on purpose. */
  expectedErrors = [];

  offOrigin() {
    return this.requests.filter((r) => r.origin !== url);
  }
}

/**
 * Starts a browser. Every page gets a fresh profile of its own.
 * `camera`: path of a .y4m or .mjpeg file that plays the part of the camera, with permission given.
 */
export async function launch({ args = [], headless = true, camera } = {}) {
  assert.ok(url, 'TROLY_URL is not set; run through `cargo xtask test --only e2e`');
  const extra = camera
    ? ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
    : [];
  const browser = await chromium.launch({ executablePath: executable(), headless, args: [...FLAGS, ...extra, ...args] });
  const pages = [];
  return {
    browser,
    /**
     * Opens a page in a fresh profile and waits for `load`.
     * `zoom`: 2 is what a person sees at 200 % (half the CSS pixels, twice the device pixels).
     * `onViolation(event)` is called for every `securitypolicyviolation`.
     * `context`: further options of playwright's browser context (`javaScriptEnabled`, `reducedMotion`, …).
     * `scripts`: functions to run in every document before its own scripts.
     */
    async newPage(path, { viewport = { width: 1280, height: 800 }, zoom = 1, onViolation, context: options = {}, scripts = [] } = {}) {
      const context = await browser.newContext({
        baseURL: url,
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
        viewport: { width: Math.round(viewport.width / zoom), height: Math.round(viewport.height / zoom) },
        deviceScaleFactor: zoom,
        acceptDownloads: true,
        ...options,
      });
      const watch = new Watch();
      // Events of the context also cover workers and pages that the page opens.
      context.on('request', (request) => {
        const at = new URL(request.url());
        // data: and blob: never leave the browser, but the policy forbids them, so they are of interest too
        watch.requests.push({ url: request.url(), origin: at.origin, method: request.method(), body: request.postData() });
      });
      context.on('request', (request) => watch.pending.add(request));
      context.on('requestfinished', (request) => watch.pending.delete(request));
      context.on('requestfailed', (request) => {
        watch.pending.delete(request);
        watch.failedRequests.push(`${request.url()}: ${request.failure()?.errorText}`);
      });
      context.on('response', (response) => {
        if (response.status() >= 400) watch.failedRequests.push(`${response.url()}: ${response.status()}`);
      });
      context.on('console', (message) => {
        if (message.type() === 'error') watch.consoleErrors.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => watch.pageErrors.push(error.error().stack ?? String(error.error())));
      await context.exposeBinding('__violation', (_source, event) => {
        watch.violations.push(event);
        onViolation?.(event);
      });
      await context.addInitScript(() => {
        const report = window.__violation;
        document.addEventListener('securitypolicyviolation', (e) => {
          report({ directive: e.effectiveDirective, blocked: e.blockedURI, source: e.sourceFile, line: e.lineNumber, sample: e.sample });
        });
      });
      for (const script of scripts) await context.addInitScript(script);
      const page = await context.newPage();
      page.watch = watch;
      pages.push(page);
      if (path) {
        await page.goto(path, { waitUntil: 'load' }).catch((error) => {
          const waiting = [...watch.pending].map((request) => request.url()).join('\n  ');
          throw new Error(`${error.message}\nunanswered:\n  ${waiting}\npage errors: ${watch.pageErrors.join('\n')}`);
        });
      }
      return page;
    },
    /** Closes the browser and fails if any of its pages did what no page may do. */
    async close({ check = true } = {}) {
      await browser.close();
      if (check) for (const page of pages) assertClean(page);
    },
  };
}

/** Zero policy violations, console errors, page errors, failed requests, and requests to anyone but our own origin. */
export function assertClean(page) {
  const { watch } = page;
  const unexpected = watch.consoleErrors.filter((text) => !watch.expectedErrors.some((pattern) => pattern.test(text)));
  assert.deepEqual(watch.violations, [], 'policy violations');
  assert.deepEqual(unexpected, [], 'console errors');
  assert.deepEqual(watch.pageErrors, [], 'page errors');
  assert.deepEqual(watch.failedRequests.filter((text) => !watch.expectedErrors.some((pattern) => pattern.test(text))), [], 'failed requests');
  assert.deepEqual(watch.offOrigin().map((r) => r.url), [], 'requests off origin');
  assert.ok(watch.requests.length > 0, 'no request was seen at all: the watch does not work');
}

/**
 * Runs axe-core on the page, through open shadow roots, and fails on any violation.
 * It runs in an isolated world: the page's own policy, Trusted Types and scripts neither stop it nor see it.
 * Returns axe's result. `rules`: axe rule options, e.g. `{ region: { enabled: false } }`, with a reason beside them.
 */
export async function axe(page, { rules = {}, include } = {}) {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
    const evaluate = async (expression, awaitPromise) => {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', { contextId, expression, awaitPromise, returnByValue: awaitPromise });
      if (exceptionDetails) throw new Error(`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
      return result.value;
    };
    await evaluate(`${axeSource};0`, false);
    const options = JSON.stringify({ rules, resultTypes: ['violations', 'passes', 'incomplete'] });
    const text = await evaluate(`axe.run(${include ? JSON.stringify(include) : 'document'}, ${options}).then((r) => JSON.stringify({
      passes: r.passes.map((p) => ({ id: p.id, nodes: p.nodes.length })),
      incomplete: r.incomplete.map((p) => ({ id: p.id, nodes: p.nodes.map((n) => n.target.flat().join(' >>> ')) })),
      violations: r.violations.map((v) => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => ({ target: n.target.flat().join(' >>> '), html: n.html.slice(0, 200), why: n.failureSummary })) })),
    }))`, true);
    const result = JSON.parse(text);
    assert.ok(result.passes.length > 0, 'axe found nothing to check: it does not work on this page');
    const problems = result.violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n${v.nodes.map((n) => `    ${n.target}\n      ${n.html}\n      ${n.why.replaceAll('\n', '\n      ')}`).join('\n')}`);
    assert.equal(problems.length, 0, `accessibility violations on ${page.url()}:\n${problems.join('\n')}`);
    return result;
  } finally {
    await session.detach();
  }
}

/** A picture of the whole page: artifacts/e2e/NAME.png. */
export async function shot(page, name) {
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true, animations: 'disabled' });
}
