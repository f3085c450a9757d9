// The element as a part of somebody else's page: life cycle, forms, events, several on a page, containment of a panic.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertClean, axe, launch, shot, url } from './lib.mjs';
import { SCRIPT, events, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

let app;
before(async () => { app = await launch(); });
after(async () => { await app.close({ check: false }); });

const BIRTH = `procedure="/procedures/1.001193.json" today="${TODAY}"`;
const one = `<main><h1>Thử</h1><tro-ly ${BIRTH}></tro-ly></main>${SCRIPT}`;

const NAME = '[data-path="child.name"] input';

/** Types the child's name into the form. */
async function typeName(element, name) {
  await screen(element, 4);
  await element.locator(NAME).first().fill(name);
}

test('a move keeps everything, the focus of the page apart: the same nodes, the same screen', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><div id="a"><tro-ly ${BIRTH}></tro-ly></div><div id="b"></div></main>${SCRIPT}`);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  await page.evaluate(() => {
    const form = document.querySelector('tro-ly');
    window.inner = form.shadowRoot.querySelector('.troly');
    document.querySelector('#b').append(form);
  });
  await page.waitForTimeout(50);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN');
  assert.ok(await page.evaluate(() => document.querySelector('#b tro-ly').shadowRoot.querySelector('.troly') === window.inner));
  assertClean(page);
});

test('taken out and put back later: the dossier is there, and nothing runs meanwhile', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  const left = await page.evaluate(async () => {
    window.form = document.querySelector('tro-ly');
    window.form.remove();
    await new Promise((r) => setTimeout(r, 100));
    return window.form.shadowRoot.querySelectorAll('.troly').length;
  });
  assert.equal(left, 0, 'the interface is taken down');
  await page.evaluate(() => document.querySelector('main').append(window.form));
  await ready(element);
  await screen(element, 4);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN');
  assert.equal((await events(page, 'troly-ready')).length, 1, 'it is ready once, not each time');
  assertClean(page);
});

test('another procedure and back: each dossier is kept, in memory', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  await page.evaluate(() => { document.querySelector('tro-ly').procedure = '/procedures/1.004194.json'; });
  await element.getByRole('heading', { name: 'Đăng ký tạm trú' }).waitFor();
  await page.evaluate(() => { document.querySelector('tro-ly').procedure = '/procedures/1.001193.json'; });
  await element.getByRole('heading', { name: 'Đăng ký khai sinh' }).waitFor();
  await screen(element, 4);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN');
  assertClean(page);
});

const OWN = JSON.parse(readFileSync(new URL('../../procedures/1.001193.json', import.meta.url), 'utf8'));

test('a definition that the page holds: set before the script is there, corrected with its answers kept, wrong, another, none', async () => {
  const early = `const form = document.createElement('tro-ly');
    form.definition = ${JSON.stringify(OWN)};
    form.today = '${TODAY}';
    document.querySelector('main').append(form);`;
  const page = await portal(app, `<main><h1>Thử</h1></main><script src="/test/early.js"></script>${SCRIPT}`, { files: { 'early.js': early } });
  const element = page.locator('tro-ly');
  const heading = (name) => element.getByRole('heading', { name }).waitFor();
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  assert.ok(await page.evaluate(() => typeof document.querySelector('tro-ly').definition === 'object' && !Object.hasOwn(document.querySelector('tro-ly'), 'definition')));
  const asked = page.watch.requests.filter((one) => one.url.includes('/procedures/'));
  assert.deepEqual(asked, [], 'what the page holds is not fetched');

  /** Sets it, and gives the error that came, or nothing once it is shown. */
  const set = (definition) => page.evaluate((value) => new Promise((done) => {
    const form = document.querySelector('tro-ly');
    form.addEventListener('troly-ready', () => done(null), { once: true });
    form.addEventListener('troly-error', ({ detail }) => done(detail), { once: true });
    form.definition = value;
  }), definition);

  const corrected = structuredClone(OWN);
  corrected.title.vi = 'Tờ khai của phường';
  assert.equal(await set(JSON.stringify(corrected)), null, 'as a text');
  await heading('Tờ khai của phường');
  await screen(element, 4);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN', 'the answers go over to a definition with the same id');

  const wrong = structuredClone(OWN);
  wrong.steps[0].sections[0].fields[0].type = 'script';
  assert.deepEqual(await set(wrong), { code: 'field.unknown-type', pointer: '/steps/0/sections/0/fields/0/type' });
  await element.getByText('field.unknown-type: /steps/0/sections/0/fields/0/type').waitFor();
  for (const [bad, code] of [['{', /^json\./], [7, /./], ['x'.repeat(2 << 20), /^definition.too-large$/], ['{"troly":99}', /./]]) {
    const error = await set(bad);
    assert.match(error.code, code);
    assert.ok(!/^(panic|wasm)/.test(error.code), error.code);
  }
  await page.evaluate(() => {
    const round = {};
    round.round = round;
    window.round = round;
  });
  const circle = await page.evaluate(() => new Promise((done) => {
    const form = document.querySelector('tro-ly');
    form.addEventListener('troly-error', ({ detail }) => done(detail.code), { once: true });
    form.definition = window.round;
  }));
  assert.match(circle, /^json\./);

  assert.equal(await set(OWN), null);
  await screen(element, 4);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN', 'also after one that was wrong');

  await page.evaluate(() => { document.querySelector('tro-ly').procedure = '/procedures/1.004194.json'; });
  await page.waitForTimeout(50);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN', 'an address waits for its turn');
  await page.evaluate(() => { document.querySelector('tro-ly').definition = null; });
  await heading('Đăng ký tạm trú');
  assert.equal(await page.evaluate(() => document.querySelector('tro-ly').definition), null);
  assertClean(page);
});

test('a definition as published, with all its texts, may be held by the page too', async () => {
  const published = await (await fetch(`${url}/procedures/1.001193.en.json`)).text();
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly lang="en"></tro-ly></main>${SCRIPT}`);
  const element = page.locator('tro-ly');
  await element.getByText('definition.missing').waitFor();
  await page.evaluate((text) => { document.querySelector('tro-ly').definition = text; }, published);
  await element.getByRole('heading', { name: 'Birth registration' }).waitFor();
  assertClean(page);
});

test('twice on a page: two dossiers, one module', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly id="a" ${BIRTH}></tro-ly><tro-ly id="b" ${BIRTH} lang="en"></tro-ly></main>${SCRIPT}${SCRIPT.replace('troly.js', 'troly.js?copy')}`);
  const [a, b] = [page.locator('#a'), page.locator('#b')];
  await ready(a);
  await ready(b);
  await typeName(a, 'LÊ MINH AN');
  await screen(b, 4);
  assert.equal(await b.locator(NAME).first().inputValue(), '');
  assert.equal(page.watch.requests.filter((r) => /element-\w+\.wasm$/.test(r.url)).length, 1);
  await b.getByText('Full name').first().waitFor().catch(() => {}); // the label's own English
  assert.equal(await b.locator('.troly').getAttribute('lang'), 'en');
  assertClean(page);
});

test('an element thrown away is collected, and its dossier with it', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  await page.waitForTimeout(1200);
  const client = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    window.ref = new WeakRef(document.querySelector('tro-ly'));
    document.querySelector('tro-ly').remove();
  });
  let gone = false;
  for (let i = 0; i < 20 && !gone; i++) {
    await page.waitForTimeout(50);
    await client.send('HeapProfiler.collectGarbage');
    gone = await page.evaluate(() => window.ref.deref() === undefined);
  }
  assert.ok(gone, 'something holds the element');
});

test('the name is taken by something else: the form comes under another', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly></tro-ly><tro-ly-form ${BIRTH}></tro-ly-form></main><script src="/test/first.js"></script>${SCRIPT}`, {
    files: { 'first.js': 'customElements.define("tro-ly", class extends HTMLElement {})' },
  });
  await ready(page.locator('tro-ly-form'));
  assertClean(page);
});

test('late upgrade: properties set before the script arrives count', async () => {
  const page = await portal(app, '<main><h1>Thử</h1></main><script src="/test/early.js"></script>', {
    files: {
      'early.js': `
        const form = document.createElement('tro-ly');
        form.procedure = '/procedures/1.001193.json';
        form.name = 'dossier';
        form.today = '${TODAY}';
        document.querySelector('main').append(form);
        setTimeout(() => { const s = document.createElement('script'); s.type = 'module'; s.src = 'late.js'; document.head.append(s); }, 50)`,
      'late.js': 'import "/troly/troly.js";',
    },
    policy: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
  });
  const element = page.locator('tro-ly');
  await ready(element);
  assert.deepEqual(await element.evaluate((e) => [e.getAttribute('procedure'), e.name, e.getAttribute('name'), Object.keys(e)]), [
    '/procedures/1.001193.json', 'dossier', 'dossier', [],
  ]);
  assertClean(page);
});

test('a hundred times in and out leave no listeners and little memory', async () => {
  const page = await portal(app, one);
  await ready(page.locator('tro-ly'));
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const measure = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { metrics } = await client.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map((m) => [m.name, m.value]));
  };
  const cycle = (times) => page.evaluate(async (n) => {
    const form = document.querySelector('tro-ly');
    for (let i = 0; i < n; i++) {
      form.remove();
      await new Promise((r) => setTimeout(r, 5));
      document.querySelector('main').append(form);
      await new Promise((r) => setTimeout(r, 5));
    }
  }, times);
  await cycle(5);
  const before = await measure();
  await cycle(100);
  // Yew never drops the listeners of a root ("the event handler is static"): one empty <div> with a handful each time.
  // A leak of ours would be a whole interface: hundreds of nodes each time. What was taken out last may still be held by
  // the browser for a moment (a pending frame, a finalizer): on a busy machine one collection is not enough.
  let after;
  for (let i = 0; i < 40; i++) {
    after = await measure();
    if (after.Nodes - before.Nodes <= 300) break;
    await page.waitForTimeout(250);
  }
  assert.ok(after.JSEventListeners - before.JSEventListeners <= 1000, `${before.JSEventListeners} → ${after.JSEventListeners} listeners`);
  assert.ok(after.Nodes - before.Nodes <= 300, `${before.Nodes} → ${after.Nodes} nodes`);
  assertClean(page);
});

const inForm = `<main><h1>Thử</h1><form id="f"><tro-ly ${BIRTH} name="dossier" required></tro-ly>
  <fieldset id="s"><legend>Khác</legend><label>Ghi chú <input name="note"></label></fieldset>
  <button>Gửi</button><button type="reset">Xoá</button></form></main>${SCRIPT}`;

test('in a form: invalid while errors are left, no value before the person hands it over, reset, disabled', async () => {
  const page = await portal(app, inForm);
  const element = page.locator('tro-ly');
  await ready(element);
  const state = () => page.evaluate(() => {
    const form = document.querySelector('#f');
    const element = document.querySelector('tro-ly');
    return { in: [...form.elements].includes(element), form: element.form === form, valid: form.checkValidity(), message: element.validationMessage, keys: [...new FormData(form).keys()] };
  });
  const empty = await state();
  assert.deepEqual([empty.in, empty.form, empty.valid, empty.keys], [true, true, false, ['note']]);
  assert.match(empty.message, /^Hồ sơ còn \d+ chỗ cần khai hoặc cần sửa\.$/);
  await typeName(element, 'LÊ MINH AN');
  assert.deepEqual((await state()).keys, ['note'], 'what is typed is not in the form');
  assert.ok(!JSON.stringify(await page.evaluate(() => window.events)).includes('MINH AN'), 'no value in any event');
  // The browser's own message finds somewhere to stand
  await page.locator('button', { hasText: 'Gửi' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'tro-ly');
  await page.locator('button', { hasText: 'Xoá' }).click();
  await screen(element, 4);
  await page.waitForFunction(() => document.querySelector('tro-ly').shadowRoot.querySelector('[data-path="child.name"] input').value === '');
  await page.evaluate(() => { document.querySelector('#s').append(document.querySelector('tro-ly')); document.querySelector('#s').disabled = true; });
  assert.ok(await element.evaluate((e) => e.shadowRoot.lastElementChild.inert), 'inert in a disabled fieldset');
  await page.evaluate(() => { document.querySelector('#s').disabled = false; });
  assert.ok(!(await element.evaluate((e) => e.shadowRoot.lastElementChild.inert)));
  assertClean(page);
});

test('the form first, with what the page has kept: it fills, keeps what was typed, shows what is wrong, and says all that is left', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly procedure="/procedures/1.001612.json" start="form" today="${TODAY}"></tro-ly></main>${SCRIPT}`);
  const element = page.locator('tro-ly');
  await element.locator('[data-screen=step]').waitFor();
  const box = (path) => element.locator(`.field[data-path="${path}"]`);
  const first = await element.evaluate((e) => e.shadowRoot.querySelector('.field input[type=text], .field textarea').closest('.field').dataset.path);
  await box(first).locator('input, textarea').first().fill('Đã gõ');
  const refused = await element.evaluate((e) => e.fillData({ nothing: 'x' }));
  assert.equal(refused, false, 'no such box');
  assert.deepEqual((await events(page, 'troly-error')).at(-1), { code: 'import.damaged' });
  const given = { lines: [{ name: 'Bán lẻ', code: '4711' }, { name: 'Cắt tóc' }] };
  assert.equal(await element.evaluate((e, d) => e.fillData(d), given), true);
  assert.equal(await box(first).locator('input, textarea').first().inputValue(), 'Đã gõ');
  assert.equal(await element.evaluate((e) => e.reportValidity()), false);
  await element.locator('.problem.error').first().waitFor();
  await page.waitForFunction(() => document.querySelector('tro-ly').shadowRoot.activeElement?.closest('[aria-invalid=true]'));
  const kept = await element.evaluate(async (e) => {
    while (!e.shadowRoot.querySelector('.rows')) {
      const next = e.shadowRoot.querySelector('[data-action=next]');
      if (!next) return [];
      next.click();
      await new Promise((done) => setTimeout(done, 50));
    }
    const rows = [...e.shadowRoot.querySelectorAll('.rows')].find((r) => r.querySelector('[data-path$="/code"]'));
    return [...rows.querySelectorAll('[data-path$="/name"] :is(input,textarea)')].map((c) => c.value);
  });
  assert.deepEqual(kept, ['Bán lẻ', 'Cắt tóc']);
  assertClean(page);
});

test('changes are told as numbers; a filling can be refused by the page', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await page.evaluate(() => { document.addEventListener('troly-fill', (e) => { if (window.no) e.preventDefault(); }); window.no = true; });
  await screen(element, 1);
  await scan(element, people.mother.qr);
  await element.getByText('Đã đọc thẻ của').waitFor();
  await screen(element, 2);
  await element.locator('[data-role=mother] label', { hasText: people.mother.name }).click();
  await element.getByText('Trang này không cho điền tự động').waitFor();
  await page.evaluate(() => { window.no = false; });
  await element.locator('[data-role=mother] label', { hasText: 'Không có, hoặc là người khác' }).click();
  await element.locator('[data-role=mother] label', { hasText: people.mother.name }).click();
  await element.getByText(/Đã điền \d+ ô/).waitFor();
  const fills = await events(page, 'troly-fill');
  assert.ok(fills.at(-1).count > 2 && fills.at(-1).paths.includes('mother.name'), JSON.stringify(fills.at(-1)));
  const change = (await events(page, 'troly-change')).at(-1);
  assert.deepEqual(Object.keys(change).sort(), ['answered', 'boxes', 'errors', 'filled', 'missing']);
  assert.ok(Object.values(change).every(Number.isInteger) && change.filled > 2);
  assert.ok(!JSON.stringify(await page.evaluate(() => window.events)).includes('Nguyệt'), 'a value in an event');
  assertClean(page);
});

test('openDossier, again and again: addresses are converted each time, and the boxes show what was opened last', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  const open = (text) => page.evaluate((t) => document.querySelector('tro-ly').openDossier(t), text);
  const save = async () => {
    const download = page.waitForEvent('download');
    await element.locator('[data-action=save]').click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  await screen(element, 1);
  const empty = await save();
  await scan(element, people.mother.qr);
  await element.getByText('Đã đọc thẻ của').waitFor();
  await screen(element, 2);
  await element.locator('[data-role=mother] label', { hasText: people.mother.name }).click();
  await screen(element, 5);
  const box = (path) => element.locator(`.field[data-path="${path}"]`);
  const commune = box('mother.residence').locator('[role=combobox]');
  await box('mother.residence').and(element.locator('[data-state=proposed]')).waitFor();
  const [converted, full] = [await commune.inputValue(), await save()];
  assert.match(converted, /Thành phố/);
  for (let i = 0; i < 2; i++) {
    assert.equal(await open(empty), true);
    await box('mother.residence').and(element.locator('[data-state=empty]')).waitFor();
    assert.equal(await commune.inputValue(), '');
    assert.equal(await box('mother.name').locator('input').inputValue(), '');
    assert.equal(await open(full), true);
    await box('mother.residence').and(element.locator('[data-state=proposed]')).waitFor();
    assert.equal(await commune.inputValue(), converted, 'the list of communes had been loaded before');
    assert.equal(await box('mother.name').locator('input').inputValue(), people.mother.name.toUpperCase());
  }
  // The line under the box: whose paper, a button that says what was done
  await box('mother.residence').getByRole('button', { name: people.mother.name }).click();
  await box('mother.residence').getByText('1685/NQ-UBTVQH15').waitFor();
  await axe(page);
  assertClean(page);
});
test('openDossier: refuses what is none, is newer or of another procedure, and nothing changes', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'LÊ MINH AN');
  const download = page.waitForEvent('download');
  await element.locator('[data-action=save]').click();
  const file = readFileSync(await (await download).path(), 'utf8');
  const good = JSON.parse(file);
  const open = (text) => page.evaluate((t) => document.querySelector('tro-ly').openDossier(t), text);
  const newer = file.replace(/"troly[^"]*":\s*\d+/, (m) => m.replace(/\d+$/, '999'));
  const bad = { 'import.not-a-dossier': ['[]', '{}', 'null', '{"a":1}', '\u0000'], 'import.newer': [newer], 'import.other-procedure': [file.replaceAll('1.001193', '1.004194')] };
  for (const [code, texts] of Object.entries(bad)) {
    for (const text of texts) {
      assert.equal(await open(text), false);
      assert.equal((await events(page, 'troly-error')).at(-1).code, code, text.slice(0, 80));
    }
  }
  await screen(element, 4);
  assert.equal(await element.locator(NAME).first().inputValue(), 'LÊ MINH AN', 'nothing was lost');
  // Back into a fresh page, as an object as well
  const other = await portal(app, one);
  await ready(other.locator('tro-ly'));
  assert.equal(await other.evaluate((d) => document.querySelector('tro-ly').openDossier(d), good), true);
  await screen(other.locator('tro-ly'), 4);
  assert.equal(await other.locator('tro-ly').locator(NAME).first().inputValue(), 'LÊ MINH AN');
  assertClean(other);
  assertClean(page);
});

test('a panic: a plain message, the draft, a way to start again; the other element too', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly id="a" ${BIRTH}></tro-ly><tro-ly id="b" ${BIRTH}></tro-ly></main>${SCRIPT}`);
  page.watch.expectedErrors.push(/unreachable|RuntimeError/);
  const [a, b] = [page.locator('#a'), page.locator('#b')];
  await ready(a);
  await ready(b);
  await typeName(a, 'LÊ MINH AN');
  await page.waitForTimeout(1200); // the draft is kept a second after the last change
  // What breaks: the page makes `insertBefore` fail, on which Yew cannot go on. It is the released module that panics.
  await page.evaluate(() => {
    const real = Node.prototype.insertBefore;
    Node.prototype.insertBefore = () => { Node.prototype.insertBefore = real; throw new Error('broken by the page'); };
  });
  await a.locator('[data-action=screen][data-to="1"]').click();
  for (const element of [a, b]) await element.getByRole('heading', { name: 'Trợ lý đã dừng vì một lỗi của chương trình' }).waitFor();
  assert.deepEqual((await events(page, 'troly-error')).map((d) => d.code), ['panic', 'panic']);
  await b.getByText('Chưa có gì được khai').waitFor();
  await a.getByText('Không có thông tin nào bị gửi đi.').waitFor();
  await shot(page, 'element-panic');
  await axe(page);
  const download = page.waitForEvent('download');
  await a.getByRole('button', { name: 'Tải bản nháp về máy' }).click();
  const draft = readFileSync(await (await download).path(), 'utf8');
  assert.match(draft, /LÊ MINH AN/);
  await a.getByRole('button', { name: 'Làm lại từ bản nháp' }).click();
  await ready(a);
  await screen(a, 4);
  assert.equal(await a.locator(NAME).first().inputValue(), 'LÊ MINH AN');
  await b.getByRole('button', { name: 'Bắt đầu lại' }).click();
  await ready(b);
  const said = [...page.watch.consoleErrors, ...page.watch.pageErrors].join('\n');
  assert.ok(!said.includes('MINH AN') && !said.includes('panicked'), `the console says too much:\n${said}`);
  assert.deepEqual(page.watch.violations, []);
  assert.deepEqual(page.watch.offOrigin(), []);
});

test('a button that moves away under the pointer is pressed all the same; letting go elsewhere is not a press', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await typeName(element, 'A');
  const title = element.locator('#heading');
  const before = await title.innerText();
  const next = element.locator('[data-action=next]');
  await next.scrollIntoViewIfNeeded();
  await element.locator('[data-path="child.hometown"] textarea').fill('X');
  const middle = async () => {
    const { x, y, width, height } = await next.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  await page.mouse.move(...await middle());
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  await page.waitForTimeout(100);
  assert.equal(await title.innerText(), before);
  // The box that loses the focus shows more than before, and the button goes down
  await element.locator('[data-path="child.birthPlace"] textarea').fill('Y');
  const [x, y] = await middle();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.waitForTimeout(100);
  await page.mouse.up();
  await page.waitForFunction((was) => document.querySelector('tro-ly').shadowRoot.querySelector('#heading').innerText !== was, before);
  assertClean(page);
});

test('nothing jumps when the form arrives, on a slow connection too', async () => {
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly ${BIRTH}></tro-ly><p id="below">Dưới</p></main>${SCRIPT}`, {
    // What docs/element.md asks of the page: room until the script is there
    head: '<link rel="stylesheet" href="/test/page.css">',
    files: { 'page.css': { contentType: 'text/css', body: 'tro-ly:not(:defined) { display: block; min-height: 92vh }' } },
    viewport: { width: 360, height: 740 },
    scripts: [() => {
      window.shift = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
    }],
  });
  await ready(page.locator('tro-ly'));
  await page.waitForTimeout(300);
  const shift = await page.evaluate(() => window.shift);
  assert.ok(shift < 0.02, `layout shift ${shift}`);
  assertClean(page);
});

test('hostile definitions: a message with code and place, no panic, and the next one opens', async () => {
  const files = {
    'depth.json': { contentType: 'application/json', body: '['.repeat(5000) + ']'.repeat(5000) },
    'big.json': { contentType: 'application/json', body: `"${'x'.repeat(2 << 20)}"` },
    'twice.json': { contentType: 'application/json', body: '{"troly":1,"troly":1}' },
    'proto.json': { contentType: 'application/json', body: '{"troly":1,"__proto__":{}}' },
    'html.json': { contentType: 'text/html', body: '<h1>404</h1>' },
    'newer.json': { contentType: 'application/json', body: '{"troly":99}' },
    'empty.json': { contentType: 'application/json', body: '' },
    'type.json': { contentType: 'application/json', body: JSON.stringify({ ...JSON.parse(readFileSync(new URL('../../procedures/1.001193.json', import.meta.url), 'utf8')), steps: [{ id: 'a', title: 'A', sections: [{ id: 'b', title: 'B', fields: [{ id: 'x', type: 'script', label: 'X' }] }] }] }) },
  };
  const page = await portal(app, `<main><h1>Thử</h1><tro-ly></tro-ly></main>${SCRIPT}`, { files });
  const element = page.locator('tro-ly');
  await element.getByText('definition.missing').waitFor();
  for (const name of Object.keys(files)) {
    await page.evaluate((n) => { window.events.length = 0; document.querySelector('tro-ly').procedure = `/test/${n}`; }, name);
    await page.waitForFunction(() => window.events.some(([type]) => type === 'troly-error'));
    const [{ code }] = await events(page, 'troly-error');
    assert.ok(code && code !== 'panic' && !code.startsWith('wasm'), `${name}: ${code}`);
    await element.getByText(code).waitFor();
  }
  await page.evaluate(() => { document.querySelector('tro-ly').procedure = '/procedures/1.001193.json'; });
  await ready(element);
  assertClean(page);
  assert.ok(url);
});

test('the browser may offer what it knows of the applicant in an empty box, and keeps nothing of what is typed there', async () => {
  const page = await portal(app, one);
  const element = page.locator('tro-ly');
  await ready(element);
  await screen(element, 3);
  const name = element.locator('[id="f-applicant.name"]');
  assert.equal(await name.getAttribute('autocomplete'), 'name');
  await name.fill('Lê Thị Mười');
  assert.equal(await name.getAttribute('autocomplete'), 'off');
  await name.blur();
  assert.equal(await name.getAttribute('autocomplete'), 'off');
  await name.fill('');
  assert.equal(await name.getAttribute('autocomplete'), 'name');
  assertClean(page);
});
