// What a person has to decide: groups of addresses that are decided alike, ten a page.

import { ask } from './helper.js';
import { $, button, language, make, say, wrong } from './page.js';

const A_PAGE = 10;
const FEW = 5; // addresses of a group that are shown at first
const MANY = 100; // … and for whoever asks for more
const HITS = 8;
const OTHER = 'other';

let numbers = []; // of the groups, as they were when the list began: nothing moves while somebody picks
let page = 0;
let shown = new Map(); // group → how many of its addresses
let hear = () => {};

export const whenPicked = (listener) => { hear = listener; };

/** A table was converted (or there is none): the list from its beginning. */
export async function begin(summary) {
  $('review').hidden = !summary?.review;
  if (!summary?.review) return;
  page = 0;
  shown = new Map();
  $('undecided').checked = summary.review > summary.decided;
  sayLeft(summary);
  await list();
}

function sayLeft({ review, decided }) {
  $('left').textContent = decided < review ? say().left(review - decided, review) : say().allDone;
}

async function list() {
  numbers = await ask({ ask: 'order', undecided: $('undecided').checked }).catch(() => []);
  page = Math.min(page, Math.max(0, Math.ceil(numbers.length / A_PAGE) - 1));
  await draw();
}

export async function draw() {
  if ($('review').hidden) return;
  const here = numbers.slice(page * A_PAGE, (page + 1) * A_PAGE);
  const groups = await Promise.all(here.map(load));
  $('groups').replaceChildren(...groups.filter(Boolean).map(card));
  const pages = Math.max(1, Math.ceil(numbers.length / A_PAGE));
  $('pager').hidden = pages < 2;
  $('page').textContent = say().page(page + 1, pages);
  $('before').disabled = page === 0;
  $('after').disabled = page + 1 >= pages;
  const summary = await ask({ ask: 'summary' }).catch(() => undefined);
  if (summary) sayLeft(summary);
}

async function load(number) {
  const groups = await ask({ ask: 'groups', numbers: [number], items: shown.get(number) ?? FEW, en: language() === 'en' }).catch(() => []);
  return groups[0];
}

/** One group again, in the order in which it stands; the keyboard where it was, or at `key`. */
function redraw(group, key) {
  const old = $(`group-${group.id}`);
  if (!old) return;
  const { activeElement: active } = document;
  const held = active?.dataset.key;
  const made = card(group);
  const was = old.contains(active) || active === document.body;
  old.replaceWith(made);
  if (!was) return;
  const at = (name) => name && made.querySelector(`[data-key="${name}"]`);
  (at(held) ?? at(key) ?? made.querySelector('select, button, input'))?.focus();
}

/** Asks for a change; `then` makes the same of what is shown. */
async function settle(group, key, question, then) {
  try {
    const done = await ask(question);
    const summary = await ask({ ask: 'summary' });
    $('picked').textContent = then(done);
    sayLeft(summary);
    hear(summary);
    redraw(group, key);
  } catch (code) {
    $('picked').textContent = wrong(code);
  }
}

const pick = (group, item, choice) => settle(group, `undo-${item.id}`, { ask: 'pick', address: item.id, commune: choice.code }, () => {
  item.picked = group.last = choice;
  group.undecided -= 1;
  return say().saidPicked(choice.line);
});
const undo = (group, item) => settle(group, `item-${item.id}`, { ask: 'pick', address: item.id }, () => {
  item.picked = null;
  group.undecided += 1;
  return say().saidUndone;
});
const pickAll = (group, choice) => settle(group, 'all', { ask: 'pickGroup', group: group.id, commune: choice.code }, (n) => {
  for (const item of group.items) item.picked ??= choice;
  group.undecided -= n;
  return say().saidMany(n, choice.line);
});

async function more(group) {
  shown.set(group.id, MANY);
  redraw((await load(group.id)) ?? group, `item-${group.items.at(-1)?.id}`);
}

function card(group) {
  const tag = make('span', { class: `tag ${group.status}` }, say().states[group.status]);
  return make('li', { class: 'group', id: `group-${group.id}` },
    make('h3', {}, group.title && `${group.title} `, tag),
    make('p', { class: 'small' }, say().members(group.addresses, group.rows)),
    make('p', { class: 'why' }, group.why),
    group.addresses > 1 && group.undecided ? forAll(group) : '',
    make('ul', { class: 'items' }, ...group.items.map((item) => row(group, item))),
    group.items.length < Math.min(group.addresses, MANY) ? button(say().more(group.addresses - group.items.length), () => more(group), { 'data-key': 'more' }) : '');
}

/** One choice for all addresses of a group. */
function forAll(group) {
  const label = say().forAll(group.undecided);
  return make('div', { class: 'all' }, chooser(`all-${group.id}`, label, group, undefined, (choice) => pickAll(group, choice), say().useAll));
}

function row(group, item) {
  const key = `item-${item.id}`;
  const where = make('span', { class: 'small' }, say().at(item.row, item.rows));
  const address = make('p', { class: 'address', id: `address-${item.id}` }, item.address || '—', ' ', where);
  if (item.picked) {
    return make('li', { class: 'decided' }, address, make('p', { class: 'row' }, make('b', {}, say().picked(item.picked.line)),
      button(say().undo, () => undo(group, item), { 'data-key': `undo-${item.id}`, 'aria-describedby': `address-${item.id}` })));
  }
  const last = group.last && button(say().last(group.last.line), () => pick(group, item, group.last), { 'data-key': `last-${item.id}`, 'aria-describedby': `address-${item.id}` });
  return make('li', {}, address, chooser(key, say().commune, group, `address-${item.id}`, (choice) => pick(group, item, choice)), last ?? '');
}

/** The communes that it may be, and any other by searching; with `confirm` it counts on a button only. */
function chooser(key, label, group, describedBy, take, confirm) {
  if (!group.choices.length) return searcher(key, group, describedBy, take);
  const option = ({ code, line, guess }) => make('option', { value: code }, guess ? `${line} (${say().guess})` : line);
  const select = make('select', { id: key, 'data-key': key, 'aria-describedby': describedBy },
    make('option', { value: '' }, say().unset), ...group.choices.map(option), make('option', { value: OTHER }, say().other));
  const box = make('div', { class: 'chooser' }, make('label', { for: key }, label), select);
  const done = () => {
    const choice = group.choices.find(({ code }) => code === select.value);
    box.nextElementSibling?.matches('.searcher') && box.nextElementSibling.remove();
    if (choice) take(choice);
    else if (select.value === OTHER) {
      const search = searcher(`${key}-search`, group, describedBy, take);
      box.after(search);
      search.querySelector('input').focus();
    }
  };
  if (confirm) box.append(button(confirm, done, { 'data-key': 'all' }));
  else {
    // With the arrow keys every option on the way is chosen for a moment: what is meant is known on leaving or Enter
    let byKey = false;
    select.addEventListener('keydown', (event) => {
      byKey = event.key !== 'Enter';
      if (event.key === 'Enter') done();
    });
    select.addEventListener('pointerdown', () => { byKey = false; });
    select.addEventListener('change', () => { if (!byKey) done(); });
    select.addEventListener('blur', () => { if (byKey && select.value) done(); });
  }
  return box;
}

/** A commune by its name, new or old. */
function searcher(key, group, describedBy, take) {
  const hits = make('ul', { class: 'hits' });
  const said = make('p', { class: 'small', role: 'status' });
  const input = make('input', { type: 'search', id: key, 'data-key': key, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': describedBy });
  let turn = 0;
  input.addEventListener('input', async () => {
    const mine = ++turn;
    const query = input.value.trim();
    const found = query ? await ask({ ask: 'search', query, province: group.province, count: HITS }).catch(() => []) : [];
    if (mine !== turn) return;
    said.textContent = query ? say().hits(found.length) : '';
    hits.replaceChildren(...found.map((choice) => make('li', {}, button(say().choose(choice.line), () => take(choice)))));
  });
  return make('div', { class: 'searcher' }, make('label', { for: key }, say().search), input, said, hits);
}

$('undecided').addEventListener('change', () => {
  page = 0;
  list();
});
for (const [id, by] of [['before', -1], ['after', 1]]) {
  $(id).addEventListener('click', async () => {
    page += by;
    await draw();
    $('review-title').focus();
  });
}
