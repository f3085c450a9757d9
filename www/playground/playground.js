// The playground: the text of a definition on one side, all that follows from it on the other. What follows is worked out in
// a worker (`author::look` and its neighbours in the core); this script only draws it. Nothing is sent; a draft is stored
// only for whoever ticks the box.

import * as editor from './editor.js';
import { ask, use } from './helper.js';
import { form, show } from './live.js';
import { pretty } from './pretty.js';
import * as tabs from './tabs.js';
import { WORDS } from './words.js';

// Name → [name by content], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};
use(new URL(`../troly/${ASSETS['playground-worker.js'][0]}`, import.meta.url).href);

const $ = (id) => document.getElementById(id);
const KEPT = 'troly-playground';
const QUIET = 300; // ms without a key before the text is looked at

let lang = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'vi';
let seen; // what the worker said of the text, or nothing yet
let worked; // the last text that worked: {id, text, meaning}
let shown; // what of it the live form shows
let sample; // of `worked.text`, in `lang`
let draft07 = false;
let handed; // what the form gave to the page
let timer;
let turn = 0;
let touched = false; // since the last download or opening

const say = () => WORDS[lang];

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'click') node.addEventListener('click', value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
const button = (text, click, attributes = {}) => make('button', { type: 'button', click, ...attributes }, text);

function localDate() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Says something above the desk, perhaps with something to do about it. */
function tell(...parts) {
  $('said').replaceChildren(...parts);
}

// ---- looking --------------------------------------------------------------------------------------------------------

function changed() {
  touched = true;
  clearTimeout(timer);
  timer = setTimeout(look, QUIET);
  keep();
}

async function look() {
  clearTimeout(timer);
  const mine = ++turn;
  const text = editor.text();
  const answer = await ask({ ask: 'look', text, lang, today: localDate() });
  if (mine !== turn) return;
  seen = answer;
  if (answer?.works) {
    const meaning = JSON.stringify(JSON.parse(text));
    if (worked?.text !== text || worked.lang !== lang) sample = undefined;
    worked = { id: answer.id, text, meaning, lang };
  }
  draw();
}

function draw() {
  const remarks = seen?.remarks ?? [];
  editor.mark(remarks);
  const number = (severity) => remarks.filter((r) => r.severity === severity).length;
  const parts = [['errors', number('error')], ['warnings', number('warning')], ['infos', number('info')]];
  const state = seen ? parts.filter(([, n]) => n).map(([key, n]) => say()[key](n)).join(', ') || say().fine : say().failed;
  if ($('state').textContent !== state) $('state').textContent = state; // read out only when it is another one
  $('state').className = `state ${number('error') ? 'error' : ''}`;
  $('count').textContent = remarks.length || '';
  $('count').className = `count ${number('error') ? 'error' : ''}`;
  $('text').setAttribute('aria-invalid', String(number('error') > 0));
  $('stale').hidden = !seen || seen.works || !worked;
  for (const id of ['previous', 'next']) $(id).disabled = !remarks.length;
  offer();
  here();
  view(tabs.current());
}

/** What another builder wrote can be taken over. */
let offered = '';
function offer() {
  const format = seen?.foreign ?? '';
  if (format && format !== offered) tell(say().foreign[format], ' ', button(say().take, takeOver, { id: 'take' }));
  else if (!format && offered) tell();
  offered = format;
}

async function takeOver() {
  const answer = await ask({ ask: 'takeOver', text: editor.text(), lang, today: localDate() });
  if (!answer) return tell(say().failed);
  if (answer.error) return tell(answer.error);
  offered = '';
  replace(`${pretty(answer.definition)}\n`);
  const lines = answer.report.map(({ pointer, verdict, message }) => make('li', {}, make('code', {}, pointer || '/'), ` ${message}`, verdict === 'dropped' ? ' ✗' : ''));
  tell(say().taken(answer.counts), ' ', back(), lines.length ? make('details', {}, make('summary', {}, say().report(lines.length)), make('ul', { tabindex: '0', 'aria-label': say().report(lines.length) }, ...lines)) : '');
}

// ---- the text is replaced ----------------------------------------------------------------------------------------------

let before; // the text before it was replaced
const back = () => button(say().back, () => { replace(before); tell(); $('text').focus(); }, { id: 'back' });

function replace(text) {
  before = editor.text();
  editor.replace(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  changed();
  look();
}

async function openNamed(path) {
  let text;
  try {
    const response = await fetch(path);
    text = response.ok ? await response.text() : undefined;
  } catch { /* the same as not found */ }
  if (!text) return tell(say().missing);
  const first = !editor.text();
  replace(text.includes('\n') ? text : `${pretty(JSON.parse(text))}\n`); // published ones stand on one line
  touched = false;
  if (first) tell();
  else tell(say().replaced, ' ', back());
}

async function openFile(file) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return tell(say().unreadable);
  }
  tell(say().replaced, ' ', back());
  replace(text);
  touched = false;
}

$('open').addEventListener('click', () => openNamed($('start').value));
$('choose').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => {
  const [file] = $('file').files;
  if (file) openFile(file);
  $('file').value = '';
});
$('save').addEventListener('click', () => {
  download(`${/^[\w.-]+$/.test(worked?.id ?? '') ? worked.id : 'form'}.json`, editor.text());
  touched = false;
});
for (const type of ['dragover', 'drop']) {
  $('editor').addEventListener(type, (event) => {
    if (![...event.dataTransfer.types].includes('Files')) return; // text goes into the editor as ever
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (type === 'drop' && file) openFile(file);
  });
}

// ---- a draft, for whoever wants one ------------------------------------------------------------------------------------

function keep() {
  if (!$('keep').checked) return;
  try {
    localStorage.setItem(KEPT, editor.text());
  } catch {
    $('keep').checked = false;
    tell(say().nokeep);
  }
}

$('keep').addEventListener('change', () => {
  if ($('keep').checked) {
    tell(say().kept);
    return keep();
  }
  try {
    localStorage.removeItem(KEPT);
  } catch { /* there is none, then */ }
  tell(say().forgotten);
});

// ---- places ------------------------------------------------------------------------------------------------------------

/** What is remarked about the line of the caret. */
function here() {
  const line = editor.line();
  const about = (seen?.remarks ?? []).filter((r) => r.line === line);
  const text = about.map((r) => `${say()[r.severity]}: ${r.message}`).join(' ');
  const told = text ? `${say().line(line)}. ${text}` : say().line(line);
  if ($('here').textContent !== told) $('here').textContent = told;
  $('here').className = `here ${about.some((r) => r.severity === 'error') ? 'error' : ''}`;
}
document.addEventListener('selectionchange', () => { if (document.activeElement === $('text')) here(); });

function jump(by) {
  const remarks = [...(seen?.remarks ?? [])].sort((a, b) => a.from - b.from);
  if (!remarks.length) return;
  const at = $('text').selectionStart;
  const next = by > 0 ? remarks.find((r) => r.from > at) ?? remarks[0] : remarks.findLast((r) => r.from < at) ?? remarks.at(-1);
  editor.go(next.from, next.to);
  here();
}
$('next').addEventListener('click', () => jump(1));
$('previous').addEventListener('click', () => jump(-1));
addEventListener('keydown', (event) => {
  if (event.key !== 'F8' || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  jump(event.shiftKey ? -1 : 1);
});
$('text').addEventListener('input', changed);

// ---- views -------------------------------------------------------------------------------------------------------------

const VIEWS = { form: live, remarks: drawRemarks, coverage: drawCoverage, sample: drawSample, schema: drawSchema, data: drawData };
const view = (name) => VIEWS[name]();
const put = (name, ...nodes) => $(`view-${name}`).replaceChildren(...nodes);
const pre = (label, text) => make('pre', { tabindex: 0, role: 'region', 'aria-label': label }, text);

function live() {
  if (!worked || shown === worked.meaning) return;
  shown = worked.meaning;
  show($('live'), worked.id, worked.text, lang);
}

function drawRemarks() {
  const remarks = seen?.remarks ?? [];
  if (!remarks.length) return put('remarks', make('p', {}, seen ? say().fine : say().failed));
  const order = { error: 0, warning: 1, info: 2 };
  const line = (r) => make('li', { class: r.severity },
    button('', () => { editor.go(r.from, r.to); here(); }, { class: 'remark', 'data-pointer': r.pointer }));
  const sorted = [...remarks].sort((a, b) => order[a.severity] - order[b.severity] || a.from - b.from);
  const list = make('ul', { class: 'remarks' }, ...sorted.map((r) => {
    const item = line(r);
    if (r.instead) item.append(button(say().instead(r.instead), () => editor.write(r.from, r.to, r.instead), { class: 'instead' }));
    item.firstChild.append(make('b', {}, `${say()[r.severity]}: `), r.message, make('small', {}, `${say().at(r.line, r.column)} · ${r.code}`));
    return item;
  }));
  put('remarks', list);
}

function table(caption, heads, rows) {
  const head = make('thead', {}, make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text))));
  const body = make('tbody', {}, ...rows.map(([first, ...rest]) => make('tr', {}, make('th', { scope: 'row' }, first), ...rest.map((cell) => make('td', {}, cell)))));
  return make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, make('table', {}, make('caption', {}, caption), head, body));
}

function drawCoverage() {
  const words = say().coverage;
  const found = seen?.coverage;
  if (!found) return put('coverage', make('p', {}, say().broken));
  const cell = (share) => {
    const bar = make('meter', { min: 0, max: share.of || 1, value: share.fills, 'aria-hidden': 'true' });
    return make('span', { class: 'share' }, bar, words.cell(share), share.offers ? make('small', {}, words.offered(share.offers)) : '');
  };
  const row = (name, of) => [name, ...found.kinds.map((k) => cell(of.records[k.code])), cell(of.anyRecord), cell(of.inAll)];
  const heads = [words.role, ...found.kinds.map((k) => k.name), words.anyRecord, words.inAll];
  const shares = table(words.shares, heads, [row(words.all, found), ...found.roles.map((role) => row(role.name, role))]);
  const place = (id, label) => button(label, () => { editor.go(...seen.places[id]); here(); }, { class: 'link' });
  const other = (box) => [
    box.casting && words.casting, box.computed && words.computed, box.copied && words.copied(box.copied), box.default && words.default, box.byHand && words.byHand,
  ].filter(Boolean).join(', ');
  const roles = Object.fromEntries(found.roles.map((role) => [role.id, role.name]));
  const sources = (box) => box.sources.map((s) => (box.sources.length > 1 ? `${roles[s.role] ?? s.role}: ${s.name}` : s.name)).join('; ');
  const boxes = found.boxes.map((box) => {
    const reaches = found.kinds.map((k) => make('span', { class: box.records[k.code] }, words[box.records[k.code]]));
    return [make('span', {}, place(box.id, box.label), make('small', {}, box.id)), sources(box), ...reaches, other(box)];
  });
  const all = table(words.boxes, [words.box, words.sources, ...found.kinds.map((k) => k.name), words.ways], boxes);
  const byHand = (id) => (found.boxes.find((box) => box.id === id)?.byHand ? ` (${words.byHand})` : '');
  const label = (id) => found.boxes.find((box) => box.id === id)?.label ?? id;
  const left = found.unreached.length
    ? [make('h3', {}, words.unreached(found.unreached.length)), make('ul', { class: 'unreached' }, ...found.unreached.map((id) => make('li', {}, place(id, label(id)), byHand(id))))]
    : [];
  put('coverage', make('p', { class: 'headline' }, words.head(found.inAll.fills, found.inAll.of)), make('p', {}, words.lead), shares, ...left, all);
}

async function drawSample() {
  const words = say().sample;
  if (!seen?.works) return put('sample', make('p', {}, say().broken));
  if (!sample) {
    put('sample', make('p', { role: 'status' }, say().wait));
    const { text } = worked;
    const answer = await ask({ ask: 'sample', text, lang, today: localDate() });
    if (text !== worked.text || lang !== worked.lang) return; // drawn again with the newer one
    if (!answer) return put('sample', make('p', {}, say().failed));
    sample = answer;
  }
  const unmet = sample.unmet.map((f) => make('li', { class: f.severity }, make('b', {}, `${say()[f.severity]}: `), f.message, make('small', {}, f.code)));
  const state = unmet.length ? [make('p', {}, words.unmet(unmet.length)), make('ul', { class: 'remarks' }, ...unmet)] : [make('p', { class: 'good' }, words.all)];
  put('sample', make('p', {}, words.lead), button(words.put, fillIn, { class: 'main', id: 'fill-in' }), ...state,
    make('h3', {}, words.data), pre(words.data, JSON.stringify(sample.dossier.data, null, 2)));
}

async function fillIn() {
  tabs.open('form', true);
  tell(await form.openDossier(sample.dossier) ? say().sample.put_done : say().sample.not_put);
}

function drawSchema() {
  const words = say().schema;
  if (!seen?.works) return put('schema', make('p', {}, say().broken));
  const text = JSON.stringify(draft07 ? seen.schema07 : seen.schema, null, 2);
  const choice = make('select', { id: 'draft' }, ...['2020-12', 'draft-07'].map((name) => make('option', {}, name)));
  choice.selectedIndex = Number(draft07);
  choice.addEventListener('change', () => {
    draft07 = choice.selectedIndex === 1;
    drawSchema();
    $('draft').focus();
  });
  const save = button(words.save, () => download(`${worked.id}.schema.json`, text));
  put('schema', make('p', { class: 'row' }, make('label', { for: 'draft' }, words.draft), choice, save), pre(words.label, text));
}

function drawData() {
  const words = say().data;
  if (!handed) return put('data', make('p', {}, words.none));
  put('data', make('p', {}, words.lead), pre(words.label, JSON.stringify(handed, null, 2)));
}

tabs.onOpen(view);
form.addEventListener('troly-submit', ({ detail }) => {
  handed = detail.data;
  tabs.open('data', true);
});
form.addEventListener('troly-error', ({ detail }) => {
  if (detail.code === 'import.damaged') tell(say().restarted);
});

// ---- language ----------------------------------------------------------------------------------------------------------

function speak() {
  document.documentElement.lang = lang;
  document.title = say().title;
  for (const node of document.querySelectorAll('[data-vi]')) node.textContent = node.dataset[lang];
  for (const node of document.querySelectorAll('[data-label-vi]')) {
    node.setAttribute(node.matches('optgroup') ? 'label' : 'aria-label', node.dataset[lang === 'en' ? 'labelEn' : 'labelVi']);
  }
  for (const one of document.querySelectorAll('[data-lang]')) one.setAttribute('aria-pressed', String(one.dataset.lang === lang));
  for (const option of $('official').children) option.textContent = option.dataset[lang];
  form.lang = lang;
  tell();
  offered = '';
  drawData();
}

for (const one of document.querySelectorAll('[data-lang]')) {
  one.addEventListener('click', () => {
    lang = one.dataset.lang;
    speak();
    look();
  });
}

addEventListener('beforeunload', (event) => { if (touched && !$('keep').checked) event.preventDefault(); });

// ---- the beginning -----------------------------------------------------------------------------------------------------

speak();
$('state').textContent = say().working;
let kept = null;
try {
  kept = localStorage.getItem(KEPT);
} catch { /* storage is off: there is no draft */ }
$('keep').checked = kept !== null;
if (kept === null) {
  await openNamed('template.json');
} else {
  replace(kept);
}
touched = false;
try {
  const response = await fetch('../procedures/index.json');
  const list = response.ok ? await response.json() : [];
  $('official').replaceChildren(...list.map(({ id, title }) => {
    const named = (language) => `${typeof title === 'string' ? title : (title[language] ?? title.vi)} (${id})`;
    const option = make('option', { value: `../procedures/${encodeURIComponent(id)}.full.json`, 'data-vi': named('vi'), 'data-en': named('en') });
    option.textContent = option.dataset[lang];
    return option;
  }));
} catch { /* without the official ones, then */ }
