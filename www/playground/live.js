// The live form: <tro-ly>, given the text in the editor as if it stood at an address of this site.
//
// The element takes a definition by its address alone. Here one answers that no server knows, from memory, under the id of
// the procedure: going away and coming back to an address keeps the answers of whoever fills in, by the ids of their boxes.

const at = (id) => new URL(`live/${encodeURIComponent(id)}.json`, import.meta.url).pathname;
const texts = new Map();
const fetched = globalThis.fetch;
globalThis.fetch = (input, options) => {
  const path = new URL(input instanceof Request ? input.url : input, document.baseURI).pathname;
  if (!texts.has(path)) return fetched(input, options);
  return Promise.resolve(new Response(texts.get(path), { headers: { 'content-type': 'application/json' } }));
};

export const form = document.createElement('tro-ly');

/** Shows a definition that works. Whoever is in the middle of something stays where they are. */
export async function show(place, id, text, lang) {
  const path = at(id);
  texts.set(path, text);
  form.lang = lang;
  if (form.procedure !== path) {
    form.procedure = path;
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
  form.procedure = '';
  form.procedure = path;
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
