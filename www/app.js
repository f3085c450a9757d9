// The citizen's application: choose a procedure, let <tro-ly> do the job, say what comes next. It uses the public
// element like any portal does and has no other way in. Nothing is sent and nothing is stored.

const $ = (id) => document.getElementById(id);
const text = (value, lang) => (value && typeof value === 'object' ? (value[lang] ?? value.vi) : value) ?? '';

// So that "dang ky khai sinh" finds "Đăng ký khai sinh"
const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

const SAY = {
  vi: {
    none: 'Không có thủ tục nào khớp. Hãy thử từ khác.', some: (n) => `${n} thủ tục`,
    failed: 'Không tải được danh sách thủ tục. Hãy kiểm tra kết nối mạng rồi tải lại trang.', unknown: 'Không có thủ tục này',
    title: 'Trợ Lý: điền biểu mẫu thủ tục hành chính', code: 'Mã thủ tục',
  },
  en: {
    none: 'No procedure matches. Try other words.', some: (n) => (n === 1 ? '1 procedure' : `${n} procedures`),
    failed: 'The list of procedures could not be loaded. Check your connection and reload the page.', unknown: 'There is no such procedure',
    title: 'Trợ Lý: fill in administrative forms', code: 'Procedure',
  },
};

let lang = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'vi';
let procedures; // undefined: loading; null: failed
let dossier; // { id, json }: handed over by the citizen, in this memory only
let changed = false;
const form = document.createElement('tro-ly');

function show(id) {
  for (const part of ['start', 'work', 'done']) $(part).hidden = part !== id;
}

function list() {
  const say = SAY[lang];
  $('chooser').hidden = false;
  if (procedures === null) $('found').textContent = say.failed;
  if (!procedures) return;
  const words = fold($('search').value).split(/\s+/).filter(Boolean);
  const found = procedures.filter((p) => {
    const all = fold([p.id, text(p.title, 'vi'), text(p.title, lang), text(p.formName, 'vi'), text(p.formNumber, 'vi')].join(' '));
    return words.every((word) => all.includes(word));
  });
  $('found').textContent = found.length ? say.some(found.length) : say.none;
  $('cards').replaceChildren(...found.map((p) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `#/${encodeURIComponent(p.id)}`;
    const title = document.createElement('b');
    title.textContent = text(p.title, lang);
    const name = document.createElement('small');
    name.textContent = [text(p.formName, lang), text(p.formNumber, lang)].filter(Boolean).join('. ');
    const code = document.createElement('small');
    code.textContent = `${say.code} ${p.id}`;
    link.append(title, name, code);
    item.append(link);
    return item;
  }));
}

/** [procedure, page] of the address. */
function place() {
  try {
    return location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  } catch {
    return ['?'];
  }
}

/** Draws what the address says: `#/` the list, `#/1.001193` a procedure, `#/1.001193/xong` what comes next. */
function route(moved) {
  const [id, part] = place();
  const procedure = procedures?.find((p) => p.id === id);
  const say = SAY[lang];
  if (!id || (!procedure && procedures !== undefined)) {
    form.remove(); // keeps its dossier
    show('start');
    document.title = say.title;
    list();
    if (id && procedures) $('found').textContent = say.unknown;
    if (moved) $('main').focus();
    return;
  }
  if (!procedure) {
    show('work'); // the list is on its way
    return;
  }
  const title = text(procedure.title, lang);
  document.title = `${title} · Trợ Lý`;
  if (part === 'xong' && dossier?.id === id) {
    show('done');
    $('agency').textContent = text(procedure.agency, lang) || '—';
    $('edit').href = `#/${encodeURIComponent(id)}`;
    if (moved) $('done-title').focus();
    return;
  }
  show('work');
  $('work-title').textContent = title;
  form.procedure = new URL(`procedures/${procedure.file}`, location.href.split('#')[0]).pathname;
  form.lang = lang;
  if (!form.isConnected) $('place').append(form);
  if (moved) $('work-title').focus();
}

function speak() {
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll('[data-vi]')) node.textContent = node.dataset[lang];
  for (const button of document.querySelectorAll('[data-lang]')) {
    button.setAttribute('aria-pressed', String(button.dataset.lang === lang));
  }
  route(false);
}

for (const button of document.querySelectorAll('[data-lang]')) {
  button.addEventListener('click', () => {
    lang = button.dataset.lang;
    speak();
  });
}
$('search').addEventListener('input', list);
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#/') || !location.hash) {
    scrollTo(0, 0);
    route(true);
  }
});

form.addEventListener('troly-submit', (event) => {
  const [id] = place();
  dossier = { id, json: JSON.stringify(event.detail.dossier) };
  location.hash = `#/${encodeURIComponent(id)}/xong`;
});

$('save').addEventListener('click', () => {
  const url = URL.createObjectURL(new Blob([dossier.json], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `ho-so-${dossier.id}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  changed = false;
});

// Leaving with an open dossier loses it: the browser asks first, in its own words
form.addEventListener('troly-change', () => { changed = true; });
addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });

speak();
try {
  const response = await fetch('procedures/index.json');
  procedures = response.ok ? await response.json() : null;
} catch {
  procedures = null;
}
route(false);
