// Every type of box in every state (boxes.mjs), in every look: what a state says in the DOM and to a screen reader, nothing for axe
// to find, no sideways scrolling, room for a finger; and pictures: artifacts/e2e/boxes/STATE-LOOK.png, contact sheets beside them.
//
// A person's own doing brings each state about: typing, choosing, a card read with a scanner, handing over too early.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ATTRIBUTES, COPIED, NEVER, STATES, boxesIn, complete, definition, takes } from './boxes.mjs';
import { Job } from './job.mjs';
import { artifacts, assertClean, axe, launch } from './lib.mjs';
import { LOOKS, sheets, wear } from './looks.mjs';
import { SCRIPT, portal, ready, scan, screen } from './pages.mjs';
import people, { TODAY } from './people.mjs';

const out = `${artifacts}boxes/`;
const FIRST = 3; // what is needed, papers and who is who come before the steps
const pictures = Object.fromEntries(Object.keys(LOOKS).map((look) => [look, []]));
let app;
before(async () => { app = await launch(); mkdirSync(out, { recursive: true }); });
after(async () => {
  for (const [look, all] of Object.entries(pictures)) await sheets(app, all, `${out}sheet-${look}`);
  await app.close({ check: false });
});

async function open(body) {
  const html = `<main><h1>Thử</h1><tro-ly procedure="/test/own.json" today="${TODAY}"></tro-ly></main>${SCRIPT}`;
  const page = await portal(app, html, { viewport: LOOKS[360], files: { 'own.json': { contentType: 'application/json', body: JSON.stringify(body) } } });
  const job = new Job(page, page.locator('tro-ly'), 'boxes');
  page.setDefaultTimeout(5000);
  job.box = job.box.bind(job);
  job.group = (path) => job.form.locator('.group', { has: page.locator(`> .field[data-path="${path}"]`) });
  await ready(job.form);
  return job;
}

/** Two cards are read, and it is said who is who. */
async function papers(job) {
  await screen(job.form, 1);
  for (const person of [people.mother, people.father]) {
    await scan(job.form, person.qr);
    await job.form.getByText(person.name).first().waitFor();
  }
  await screen(job.form, 2);
  await job.cast('applicant', people.mother.name);
  if (await job.form.locator('[data-role=companions]').count()) await job.cast('companions', people.father.name);
}

/** What a box says of itself, as it is drawn and as it is told to a screen reader. */
function seen(job, path) {
  return job.box(path).evaluate((box) => {
    const shown = (node) => node.getClientRects().length > 0;
    const root = box.getRootNode();
    const told = (node) => (node.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean).map((id) => root.getElementById(id)?.textContent ?? '').join(' ');
    const named = (node) => [...(node.labels ?? []), ...(node.localName === 'fieldset' ? [node.querySelector('legend')] : [])].map((l) => l?.textContent.trim()).join(' ') || node.getAttribute('aria-label');
    const controls = [...box.querySelectorAll('input:not([type=file]), select, textarea, [data-action=attach]')].filter(shown);
    const groups = [...box.querySelectorAll('fieldset'), ...(box.parentNode.matches('[role=group]') ? [box.parentNode] : [])];
    return {
      state: box.dataset.state, wrong: box.classList.contains('has-error'), text: box.innerText,
      findings: [...box.querySelectorAll('.finding')].map((f) => ({ severity: f.className.split(' ')[1], text: f.querySelector('.problem').textContent, mark: f.querySelector('svg') !== null || getComputedStyle(f.querySelector('.problem'), '::before').content !== 'none' })),
      controls: controls.length, disabled: controls.filter((c) => c.disabled).length,
      unnamed: controls.filter((c) => c.localName !== 'button' && !named(c)).length,
      // Whoever stands in a control hears what is told of it, and of the group around it on the way in
      told: [...controls, ...groups].map(told).join(' '),
      heard: controls.filter((c) => !told(c) && !(c.closest('fieldset') && told(box.querySelector('fieldset')))).length,
      invalid: [...box.querySelectorAll('[aria-invalid=true]')].length,
      locked: box.querySelector('.input.locked')?.innerText,
      group: groups.map(named).join(' '),
      source: box.querySelector('.origin button.from')?.innerText,
    };
  });
}

const value = async (job, { type }, path) => {
  const box = job.box(path);
  if (type === 'group') return (await job.group(path).locator('.rows .field input').evaluateAll((all) => all.map((i) => i.value))).join(' | ');
  if (type === 'attachment') return (await box.locator('li bdi').allInnerTexts()).join(' | ');
  if (type === 'declaration') return box.locator('input').isChecked();
  if (type === 'choices') return (await box.locator('input:checked + label').allInnerTexts()).join('\n');
  return job.value(path);
};
const same = (found, wanted, why) => (wanted instanceof RegExp ? assert.match(found, wanted, why) : assert.equal(found, wanted, why));

/** What has to be so in a state, of any type. */
const HOLDS = {
  async empty(job, box, path) {
    const it = await seen(job, path);
    if (['note', 'signature'].includes(box.type)) return assert.match(it.text, new RegExp(box.label));
    assert.deepEqual([it.state, it.wrong, it.findings.length, it.invalid], ['empty', false, 0, 0], path);
    if (box.type !== 'declaration') same(await value(job, box, path), /^[ |]*$/, path);
    else assert.equal(await value(job, box, path), false);
  },
  async filled(job, box, path) {
    const it = await seen(job, path);
    if (box.type !== 'group') assert.equal(it.state, box.computed ? 'computed' : 'edited', path);
    same(await value(job, box, path), box.shows, path);
    assert.deepEqual([it.wrong, it.findings.length, it.invalid], [false, 0, 0], path);
  },
  async proposed(job, box, path) {
    const at = box.type === 'group' ? await job.group(path).locator('.row .field').first().getAttribute('data-path') : path;
    await job.box(at).and(job.form.locator('[data-state=proposed]')).waitFor();
    const it = await seen(job, at);
    const who = box.type === 'group' ? people.father : people.mother;
    assert.match(it.source, new RegExp(who.name), `${path}: whose paper`);
    assert.match(it.told, new RegExp(`Đã điền.*${who.name}`), `${path}: the same to who does not see it`);
    assert.deepEqual([it.wrong, it.invalid], [false, 0], path);
    assert.doesNotMatch(String(await value(job, box, path)), /^[ |]*$/, path);
  },
  async error(job, box, path) {
    await job.box(path).locator('.finding.error').first().waitFor();
    const it = await seen(job, path);
    const found = it.findings.filter((f) => f.severity === 'error');
    assert.ok(found.some((f) => box.said.test(f.text)), `${path}: ${found.map((f) => f.text).join(' | ')}`);
    assert.ok(found.every((f) => f.text.startsWith('Lỗi: ') && f.mark), `${path}: said in a word and a mark, not by colour alone`);
    assert.ok(it.wrong, path);
    // Neither rows nor buttons can be invalid
    assert.equal(it.invalid > 0, !['group', 'attachment'].includes(box.type), `${path}: aria-invalid`);
    for (const f of found) assert.ok(it.told.includes(f.text), `${path}: its description says so`);
  },
  async warning(job, box, path) {
    await job.box(path).locator('.finding.warning').first().waitFor();
    const it = await seen(job, path);
    const [found] = it.findings;
    assert.match(found.text, /^Xin xem lại: Khác với bản khai trước/, path);
    assert.ok(found.mark, `${path}: a mark, not colour alone`);
    assert.match(it.text, /Nghị định số 123/, `${path}: the law`);
    assert.deepEqual([it.wrong, it.invalid], [false, 0], `${path}: not an error`);
    assert.ok(it.told.includes(found.text), `${path}: its description says so`);
  },
  async locked(job, box, path) {
    await job.box(path).locator('.input.locked').waitFor();
    const it = await seen(job, path);
    assert.equal(it.controls, 0, `${path}: nothing to type in`);
    same(it.locked, box.shows, path);
    assert.match(it.group, new RegExp(box.label.slice(0, 20).replace(/[()]/g, '\\$&')), `${path}: named`);
    assert.match(it.told, /không sửa được|tự tính|chép sang/i, `${path}: said in words`);
  },
};

HOLDS[COPIED] = async (job, box, path) => {
  const again = `${path}Again`;
  await job.box(again).and(job.form.locator('[data-state=locked]')).waitFor();
  const it = await seen(job, again);
  assert.equal(it.controls, 0, again);
  same(it.locked, box.shows, again);
  assert.match(it.source, /Giống ô/, `${again}: where it comes from`);
  assert.match(it.told, /Chép sang/, again);
};

/** How a person brings it about, on the page of the state. */
const BRING = {
  empty: async () => {},
  proposed: async () => {},
  error: async (job, box, path) => { if (!box.missing && !box.computed) await box.bad(job, path); },
  [COPIED]: (job, box, path) => box.fill(job, path),
};
const fill = async (job, box, path) => { if (!box.computed) await box.fill(job, path); };

/** Presses Enter at the end of what stands in boxes that grow, and in one of several lines. */
async function enter({ box }) {
  for (const [path, more] of [['filled.agency', ''], ['filled.document', ''], ['filled.computed', ''], ['filled.multiline', '\n']]) {
    const area = box(path).locator('textarea');
    const before = await area.inputValue();
    await area.press('Control+End');
    await area.press('Enter');
    assert.equal(await area.inputValue(), before + more, path);
  }
}

/** What the browser tells a screen reader of the groups of controls: layout must not take it away. */
async function groups(page) {
  const session = await page.context().newCDPSession(page);
  const all = `[...document.querySelector('tro-ly').shadowRoot.querySelectorAll('.field > fieldset')]`;
  const { result } = await session.send('Runtime.evaluate', { expression: `${all}.length` });
  const found = [];
  for (let i = 0; i < result.value; i++) {
    const { result: { objectId } } = await session.send('Runtime.evaluate', { expression: `${all}[${i}]` });
    const { nodes: [node] } = await session.send('Accessibility.getPartialAXTree', { objectId, fetchRelatives: false });
    found.push({ role: node.role?.value, name: node.name?.value ?? '', description: node.description?.value ?? '' });
  }
  await session.detach();
  return found;
}

/** What is wrong with how something is laid out. */
function laidOut(page) {
  return page.evaluate(() => {
    const problems = [];
    if (document.documentElement.scrollWidth > innerWidth) problems.push(`scrolls sideways by ${document.documentElement.scrollWidth - innerWidth} px`);
    const root = document.querySelector('tro-ly').shadowRoot;
    const name = (node) => `${node.closest('[data-path]')?.dataset.path ?? ''} ${node.localName}.${node.className}#${node.id} “${(node.value ?? node.textContent ?? '').slice(0, 40)}”`;
    const all = [...root.querySelectorAll('.page *')].filter((node) => node.getClientRects().length && !node.closest('.hidden, svg') && node.localName !== 'option');
    for (const node of all) {
      const { left, right } = node.getBoundingClientRect();
      const style = getComputedStyle(node);
      if (left < -1 || right > innerWidth + 1) problems.push(`sticks out: ${name(node)}`);
      // What is typed scrolls in its field, and a name that gives way is whole behind its line
      const may = node.matches('input, textarea, select, .whose, .rows.table h4, .rows.table .label');
      if (!may && style.display !== 'inline' && node.scrollWidth > node.clientWidth + 1) problems.push(`cut off: ${name(node)}`);
    }
    // 44 px for a finger (WCAG 2.5.5). The label of a tick box is as much of a target as the box; a line may reach out around itself.
    for (const node of all.filter((n) => n.matches('button, input, select, textarea, summary, a'))) {
      const target = node.matches('[type=radio], [type=checkbox]') ? node.nextElementSibling : node;
      const { width, height } = target.getBoundingClientRect();
      const around = getComputedStyle(target, '::after');
      const reach = around.position === 'absolute' ? -parseFloat(around.top) - parseFloat(around.bottom) : 0;
      if (width < 43 || height + reach < 43.5) problems.push(`${Math.round(width)} × ${Math.round(height + reach)} px is too small for a finger: ${name(node)}`);
    }
    return problems;
  });
}

test('the gallery has every type of the registry in every state, or says why not', complete);

test('what is said to be impossible is', async () => {
  const never = (state) => NEVER.filter((n) => n.state === state).map((n) => n.type);
  for (const type of never('locked')) assert.equal(takes(type, 'lock'), false, `${type} can be locked`);
  // Of what no paper is said to state: a box of the type for every attribute there is
  const tried = never('proposed').filter((type) => takes(type, 'fill'));
  assert.ok(tried.length && ATTRIBUTES.length > 10);
  const keys = { choices: { options: [{ value: 'VN', label: 'Việt Nam' }, { value: 'male', label: 'Nam' }] } };
  const filled = tried.flatMap((type, t) => ATTRIBUTES.map((attribute, a) => ({ id: `t${t}.a${a}`, type, label: `${type} ${attribute}`, fill: `applicant.${attribute}`, ...keys[type] })));
  // What holds nothing, with a rule of each kind about it
  const empty = [...new Set(never('filled'))].map((type) => ({ id: `n.${type}`, type, label: type, ...(takes(type, 'required') && { required: true }) }));
  const rules = empty.flatMap(({ id }, n) => ['error', 'warning'].map((severity) => ({ id: `R${n}${severity}`, severity, check: 'has(t0.a0) && has(t0.a1)', fields: [id], message: 'Sai.' })));
  const all = definition();
  const step = { id: 'never', title: 'never', sections: [{ id: 'never', title: 'never', fields: [...filled, ...empty] }] };
  const job = await open({ ...all, id: '0.000004', steps: [step], rules });
  const { page, form } = job;
  await papers(job);
  await form.evaluate((element) => { element.reportValidity(); });
  await screen(form, FIRST);
  await form.locator('.field').nth(filled.length + empty.length - 1).waitFor();
  const found = await form.evaluate((element) => [...element.shadowRoot.querySelectorAll('.field')].map((box) => ({
    path: box.dataset.path, name: box.querySelector('.label').textContent, proposed: box.dataset.state === 'proposed' && !box.querySelector('.finding.error'),
    controls: box.querySelectorAll('input, textarea, select, button').length, findings: box.querySelectorAll('.finding').length,
  })));
  assert.deepEqual(found.filter((b) => b.proposed).map((b) => b.name), [], 'filled, and nothing wrong with it');
  const holds = found.filter((b) => b.path.startsWith('n.') && (b.controls || b.findings));
  assert.deepEqual(holds, [], 'something to answer, or something wrong');
  await page.context().close();
});

test('all types of boxes in all states', async (t) => {
  const job = await open(definition());
  const { page, form } = job;
  await papers(job);
  for (const [number, state] of [...STATES, COPIED].entries()) {
    await screen(form, FIRST + number);
    await form.locator(`.field[data-path^="${state}."]`).first().waitFor();
    for (const box of boxesIn(state)) {
      await t.test(`${box.id}: ${state} is brought about`, () => (BRING[state] ?? fill)(job, box, `${state}.${box.id}`));
    }
    if (state === 'locked') await form.locator('.field[data-path="locked.all"]').getByText('Có', { exact: true }).click();
    if (state === 'error') {
      await form.evaluate((element) => { element.reportValidity(); });
      await screen(form, FIRST + number);
      await form.locator('.field[data-path^="error."]').first().waitFor();
    }
    for (const box of boxesIn(state)) await t.test(`${box.id}: ${state}`, () => HOLDS[state](job, box, `${state}.${box.id}`));
    for (const [look, { lang, ...worn }] of Object.entries(LOOKS)) {
      await t.test(`${state} in look ${look}`, async () => {
        await wear(page, worn);
        await page.mouse.move(0, 0);
        if (lang) await form.evaluate((element, l) => { element.lang = l; }, lang);
        await page.evaluate(() => {
          document.querySelector('tro-ly').shadowRoot.activeElement?.blur();
          scrollTo(0, 0);
          return Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {})));
        });
        const tall = await page.evaluate(() => document.documentElement.scrollHeight);
        const path = `${out}${state}-${look}.png`;
        await page.screenshot({ path, fullPage: true, animations: 'disabled' });
        pictures[look].push({ name: `${state} ${look}`, path, width: worn.width, tall });
        try {
          assert.deepEqual(await laidOut(page), []);
          for (const { role, name, description } of await groups(page)) {
            assert.ok(['group', 'radiogroup'].includes(role) && name, `${role} “${name}”`);
            if (state === 'error') assert.match(description, /Lỗi|Error/, name);
          }
          await axe(page);
        } finally {
          if (lang) await form.evaluate((element) => { element.lang = 'vi'; });
        }
      });
    }
    await wear(page, LOOKS[360]);
    if (state === 'filled') await t.test('Enter: a line more only where there may be several', () => enter(job));
  }
  assertClean(page);
});
