// Small things that keeping something needs of the browser.

/** Asks the browser not to throw away what is kept. Whether it promised. */
export async function persist() {
  return (await navigator.storage?.persist?.()) ?? false;
}

const SEEN = 'troly-vault';
/**
 * The newest state of the vault that this browser has seen, apart from the vault itself, so that an older one put in its place is noticed:
 * its id and a number. An empty text forgets it; without one it is told.
 */
export function seen(state) {
  try {
    if (state === undefined) return localStorage.getItem(SEEN) ?? '';
    if (state) localStorage.setItem(SEEN, state);
    else localStorage.removeItem(SEEN);
  } catch { /* blocked: then nothing is noticed */ }
  return '';
}

let why = '';
/** Why the vault was locked, told from one instance of the module to the next, once. */
export function locked(reason = '') {
  const before = why;
  why = reason;
  return before;
}
