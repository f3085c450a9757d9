// The table tool: a table of addresses in, converted columns out, and what a person has to decide. All work is done in a worker
// (`src/table/` in the core); this script only draws it. Nothing is sent, nothing is stored.

import { ask, use } from './helper.js';
import { $, language, make, say, switchTo, wrong } from './page.js';
import * as review from './review.js';

// Name → [name by content], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};
use(new URL(`../troly/${ASSETS['table-worker.js'][0]}`, import.meta.url).href);

const LARGEST = 30 * 1024 * 1024; // bytes of a file
const SHOWN = 8; // rows of the result
const PARTS = ['detail', 'commune', 'district', 'province'];
const ORDER = ['certain', 'already_new', 'picked', 'candidates', 'province_only', 'contradictory', 'not_found', 'empty'];

let table; // what the worker said of the table that is open
let summary; // of what was converted; nothing while it is not
let running; // the conversion
let unsaved = false;
// Of tables and of previews the newest counts
let opening = 0;
let turn = 0;

function tell(node, ...parts) {
  node.replaceChildren(...parts);
}

// ---- opening ----------------------------------------------------------------------------------------------------------

async function open(question, transfer) {
  running?.stop();
  const mine = ++opening;
  tell($('said'));
  try {
    const answer = await ask({ ask: 'open', ...question }, { transfer });
    if (mine !== opening) return;
    table = answer;
    summary = undefined;
    unsaved = false;
    draw();
    tell($('said'), say().opened(table.rows, table.columns.length), ...table.notices.map((code) => make('p', {}, say().notices[code])));
    $('columns-title').focus();
  } catch (code) {
    if (mine !== opening) return;
    table = summary = undefined;
    draw();
    tell($('said'), make('b', { class: 'error' }, wrong(code)));
  }
}

async function openFile(file) {
  if (!file) return;
  if (file.size > LARGEST) return tell($('said'), make('b', { class: 'error' }, wrong('table.size')));
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return tell($('said'), make('b', { class: 'error' }, wrong('read')));
  }
  await open({ bytes }, [bytes]);
}

function openText(text) {
  if (text.length > LARGEST) return tell($('said'), make('b', { class: 'error' }, wrong('table.size')));
  return open({ text });
}

// ---- columns ----------------------------------------------------------------------------------------------------------

const chosen = () => PARTS.map((part) => Number($(part).value));
const isLand = () => document.querySelector('[name=subject]:checked').value === 'land';
const shorten = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function drawColumns() {
  $('columns').hidden = !table;
  if (!table) return;
  const options = () => [
    make('option', { value: '-1' }, say().none),
    ...table.columns.map(({ name, samples }, i) => make('option', { value: i }, say().column(i + 1, name, shorten(samples[0] ?? '')))),
  ];
  for (const part of PARTS) {
    $(part).replaceChildren(...options());
    $(part).value = table.guess[part];
  }
  $('delimiter').value = table.delimiter;
  $('header').checked = table.header;
  preview();
}

async function preview() {
  const mine = ++turn;
  const of = table;
  const shown = await ask({ ask: 'preview', columns: chosen(), land: isLand() }).catch(() => undefined);
  if (mine !== turn || of !== table || !shown) return;
  $('convert').disabled = !shown.length || Boolean(running);
  if (!shown.length) return tell($('preview'), make('p', { class: 'error' }, say().nothing));
  const line = ({ address, state }) => make('li', {}, address, ' ', make('span', { class: `tag ${state}` }, say().states[state]));
  tell($('preview'), make('p', {}, say().shown), make('ul', { class: 'shown' }, ...shown.map(line)));
}

/** Another column or subject: what was converted is of others. */
function changed() {
  table.guess = Object.fromEntries(PARTS.map((part) => [part, Number($(part).value)]));
  preview();
}

const again = () => open({ delimiter: $('delimiter').value, header: $('header').checked });

// ---- converting ---------------------------------------------------------------------------------------------------------

async function convert() {
  $('busy').hidden = false;
  $('convert').disabled = true;
  $('result').hidden = $('review').hidden = true;
  tell($('state'), say().begun);
  $('stop').focus();
  let quarter = 0;
  const progress = (done, of) => {
    $('bar').max = of;
    $('bar').value = done;
    $('count').textContent = say().progress(done, of);
    // Every number would be read out; every quarter is enough
    if (Math.floor((done / of) * 4) > quarter && done < of) {
      quarter = Math.floor((done / of) * 4);
      tell($('state'), say().quarter(quarter * 25));
    }
  };
  progress(0, table.rows);
  running = ask({ ask: 'convert', columns: chosen(), land: isLand(), of: table.rows }, { progress });
  const mine = running;
  try {
    const answer = await mine;
    if (running !== mine) return;
    summary = answer ?? undefined;
    unsaved = Boolean(summary);
    tell($('state'), summary ? say().finished(table.rows, summary.review - summary.decided) : say().stopped);
  } catch (code) {
    summary = undefined;
    tell($('state'), make('b', { class: 'error' }, wrong(code)));
  }
  running = undefined;
  $('busy').hidden = true;
  $('convert').disabled = false;
  drawResult();
  (summary ? $('result-title') : $('convert')).focus();
  await review.begin(summary);
}

// ---- result -------------------------------------------------------------------------------------------------------------

function drawResult() {
  $('result').hidden = !summary;
  if (!summary) return;
  const shown = ORDER.filter((state) => summary.rows[state]);
  $('summary').replaceChildren(...shown.map((state) => make('div', { class: state },
    make('dt', {}, say().states[state]), make('dd', {}, say().rows(summary.rows[state])))));
  tell($('saved'));
  drawSample();
}

async function drawSample() {
  const of = table;
  const shown = await ask({ ask: 'sample', count: SHOWN }).catch(() => []);
  if (of !== table) return;
  $('sample').replaceChildren(...shown.map(({ address, state, new: line }) => make('tr', {},
    make('td', {}, address || '—'), make('td', {}, make('span', { class: `tag ${state}` }, say().states[state])), make('td', {}, line || '—'))));
}

async function save(what) {
  const name = say().names[what];
  try {
    const { bytes, harmless } = await ask({ ask: 'write', what, en: language() === 'en' });
    const url = URL.createObjectURL(new Blob([bytes], { type: 'text/csv;charset=utf-8' }));
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    if (what === 'converted') unsaved = false;
    tell($('saved'), say().saved(harmless));
  } catch (code) {
    tell($('saved'), make('b', { class: 'error' }, wrong(code)));
  }
}

// ---- the page -------------------------------------------------------------------------------------------------------------

function draw() {
  drawColumns();
  drawResult();
  review.begin(summary);
  tell($('state'));
}

function speak() {
  document.documentElement.lang = language();
  document.title = say().title;
  for (const node of document.querySelectorAll('[data-vi]')) node.textContent = node.dataset[language()];
  for (const node of document.querySelectorAll('[data-label-vi]')) node.setAttribute('aria-label', node.dataset[language() === 'en' ? 'labelEn' : 'labelVi']);
  for (const node of document.querySelectorAll('[data-lang]')) node.setAttribute('aria-pressed', String(node.dataset.lang === language()));
}

for (const node of document.querySelectorAll('[data-lang]')) {
  node.addEventListener('click', () => {
    switchTo(node.dataset.lang);
    speak();
    if (table) drawColumns();
    for (const id of ['said', 'state', 'picked']) tell($(id));
    drawResult();
    review.draw();
  });
}

$('choose').addEventListener('click', () => $('file').click());
$('file').addEventListener('change', () => {
  openFile($('file').files[0]);
  $('file').value = ''; // the same file may be chosen again, changed
});
$('take').addEventListener('click', () => openText($('pasted').value));

// A file dropped anywhere on the page would otherwise be shown in its place
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());
for (const [type, over] of [['dragenter', true], ['dragover', true], ['dragleave', false], ['drop', false]]) {
  $('drop').addEventListener(type, () => $('drop').classList.toggle('over', over));
}
addEventListener('drop', ({ dataTransfer }) => {
  const text = dataTransfer.getData('text/plain');
  if (dataTransfer.files.length) openFile(dataTransfer.files[0]);
  else if (text) openText(text);
});

for (const part of PARTS) $(part).addEventListener('change', changed);
for (const node of document.querySelectorAll('[name=subject]')) node.addEventListener('change', changed);
$('delimiter').addEventListener('change', again);
$('header').addEventListener('change', again);
$('convert').addEventListener('click', convert);
$('stop').addEventListener('click', () => running?.stop());
$('save').addEventListener('click', () => save('converted'));
$('save-review').addEventListener('click', () => save('review'));
review.whenPicked((now) => {
  summary = now;
  unsaved = true;
  drawResult();
});

// Leaving loses what was picked: the browser asks first, in its own words
addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });

speak();
