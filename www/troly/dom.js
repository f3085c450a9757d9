// Small helpers. Everything is built node by node: no markup from strings, as Trusted Types demand.

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, any>} [set] attributes; `onclick` and the like are listeners
 * @param {...(Node | string | false | null | undefined)} children
 */
export function h(tag, set = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(set)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== false && child != null));
  return node;
}

/** The text of a definition (`"…"` or `{"vi": "…", "en": "…"}`) in a language, else in Vietnamese. */
export function text(value, lang) {
  const found = typeof value === 'object' && value ? (value[lang] ?? value.vi) : value;
  return typeof found === 'string' ? found : '';
}

/** Gives the person a text as a file. */
export function download(name, mime, content) {
  const url = URL.createObjectURL(new Blob([content], { type: mime }));
  h('a', { href: url, download: name }).click();
  // Some browsers read the address after the click has returned
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
