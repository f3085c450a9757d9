// What both scripts of this page need.

import { WORDS } from './words.js';

export const $ = (id) => document.getElementById(id);

let lang = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'vi';
export const language = () => lang;
export const say = () => WORDS[lang];
export const switchTo = (other) => { lang = other; };

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}
export const button = (text, click, attributes = {}) => make('button', { type: 'button', click, ...attributes }, text);

/** What a code of the worker means to a person. */
export const wrong = (code) => say().wrong[code] ?? say().wrong.broke;
