// The live form: <tro-ly>, given the text in the editor. A text under another id puts the dossier before aside; under the same
// id the answers of whoever fills in are kept, by the ids of their boxes.

export const form = document.createElement('tro-ly');
let id;

/** Shows a definition that works. Whoever is in the middle of something stays where they are. */
export async function show(place, procedure, text, lang) {
  form.lang = lang;
  if (id !== procedure) {
    id = procedure;
    form.definition = text;
    if (!form.isConnected) place.append(form);
    return;
  }
  const page = form.shadowRoot?.querySelector('[data-action=screen][aria-current]')?.dataset.to ?? '0';
  const scrolled = scroller().scrollTop;
  // The new page would take the focus out of the editor
  form.inert = page !== '0' && !form.matches(':focus-within');
  const ready = new Promise((resolve) => {
    form.addEventListener('troly-ready', resolve, { once: true });
    form.addEventListener('troly-error', resolve, { once: true });
  });
  form.definition = text;
  await ready;
  if (page !== '0') {
    await drawn();
    form.shadowRoot.querySelector('[data-action=start]')?.click();
    await drawn();
    form.shadowRoot.querySelector(`[data-action=screen][data-to="${page}"]`)?.click();
    await drawn();
    scroller().scrollTop = scrolled;
  }
  form.inert = false;
}

const scroller = () => document.getElementById('view-form');
/** After the next drawing. A page in the background draws nothing: a moment is enough there. */
const drawn = () => new Promise((resolve) => {
  const late = setTimeout(resolve, 200);
  requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(late); resolve(); }));
});
