// `window.bench` for a page with one <tro-ly>: see README.md. What it reads, it reads from the DOM at every call.
import './troly/troly.js';

const form = document.querySelector('tro-ly');
const left = document.querySelector('output');

form.addEventListener('troly-change', ({ detail }) => {
  left.value = `Còn ${detail.errors} chỗ cần khai hoặc cần sửa.`;
});

const inside = Object.getOwnPropertyDescriptor(Document.prototype, 'activeElement').get;
Object.defineProperty(document, 'activeElement', {
  get: () => {
    const active = inside.call(document);
    return active === form ? (form.shadowRoot.activeElement ?? active) : active;
  },
});

/** Ids of the neutral form as ours: `mother_id_2` is `motherId2`. */
const names = new Map();
function named(id) {
  if (!names.has(id)) names.set(id, id.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
  return names.get(id);
}
const renamed = (data) => Object.fromEntries(Object.entries(data).map(([id, value]) => [named(id), Array.isArray(value) ? value.map(renamed) : value]));

const byId = (id) => form.shadowRoot.getElementById(id);

const groups = new Map(); // their lists of rows, which stay
/** The id of the first control of a field, or of a cell ("group.row.column"). */
function idOf(key) {
  const [group, row, column] = key.split('.').map(named);
  if (column === undefined) return `f-${group}`;
  if (!groups.has(group)) {
    groups.set(group, form.shadowRoot.querySelector(`.field[data-path="${group}"]`).parentElement.querySelector('.rows'));
  }
  return `f-${group}/${groups.get(group).children[row]?.dataset.row}/${column}`;
}

function seen(key) {
  const id = idOf(key);
  const control = byId(id);
  if (!control) return undefined;
  if (control.type === 'checkbox') return control.checked;
  if (control.type === 'radio') {
    const on = control.closest('.radios').querySelector('input:checked');
    return on ? on.nextElementSibling.textContent.trim() : '';
  }
  const year = byId(`${id}-y`);
  if (year) {
    const parts = [year.value, byId(`${id}-m`).value, control.value];
    return parts.some(Boolean) ? parts.map((part) => part.padStart(2, '0')).join('-') : '';
  }
  return control.value;
}

window.bench = {
  ready: new Promise((done) => {
    // All of it: the rest of a long form is drawn after what is seen first
    const look = () => (byId('heading') && !form.shadowRoot.querySelector('.page[aria-busy]') ? done() : setTimeout(look));
    form.addEventListener('troly-ready', () => queueMicrotask(look), { once: true }); // drawn at the end of this turn
    if (byId('heading')) look();
  }),
  async prefill(data) {
    if (!(await form.fillData(renamed(data)))) throw new Error('not taken');
  },
  validate: () => !form.reportValidity(),
  seen,
  input: (id) => byId(idOf(id)),
  errorText: (id) => byId(`p${idOf(id)}`)?.querySelector('.problems')?.textContent ?? '',
};
