// What showing and filling a form does not need, in a script of its own: the pages for failures, printing, saving. It comes with
// the pages around the form, so that it is there when a form breaks down; or with the first failure before that.

export { download } from './dom.js';
export { locked, persist, seen } from './keep.js';
export { newPasskey, passkey, passkeys } from './passkey.js';
export { fallback, panic } from './plain.js';
export { print } from './print.js';
export { PLAIN } from './style.js';
