// Small things that keeping something needs of the browser.

/** Asks the browser not to throw away what is kept. Whether it promised. */
export async function persist() {
  return (await navigator.storage?.persist?.()) ?? false;
}

let why = '';
/** Why the vault was locked, told from one instance of the module to the next, once. */
export function locked(reason = '') {
  const before = why;
  why = reason;
  return before;
}
