// The editor: a plain text area with numbers of lines and marks beside it. What it lacks in colours it has in keys that work
// everywhere, with every screen reader, and in undoing that is the browser's own.

const $ = (id) => document.getElementById(id);
const area = $('text');
const lines = $('lines');

let remarks = [];
let count = 0;

/** Draws the numbers of lines, and a mark beside those that a remark is about. */
function gutter() {
  const now = area.value.split('\n').length;
  if (now !== count) {
    count = now;
    lines.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const line = document.createElement('div');
      line.textContent = i + 1;
      return line;
    }));
  }
  const marks = new Map();
  const rank = { error: 3, warning: 2, info: 1 };
  for (const { line, severity } of remarks) {
    if ((rank[severity] ?? 0) > (rank[marks.get(line)] ?? 0)) marks.set(line, severity);
  }
  for (let i = 0; i < count; i++) {
    const severity = marks.get(i + 1) ?? '';
    if (lines.children[i].className !== severity) lines.children[i].className = severity;
  }
}

export const text = () => area.value;

/** Replaces everything, in one step that the browser can undo. */
export function replace(value) {
  area.disabled = false;
  if (area.value !== value) area.value = value;
  area.setSelectionRange(0, 0);
  area.scrollTo(0, 0);
  remarks = [];
  gutter();
}

export function mark(found) {
  remarks = found;
  gutter();
}

/** Puts the caret to a place and shows it. */
export function go(from, to) {
  area.focus();
  area.setSelectionRange(from, to);
  const line = area.value.slice(0, from).split('\n').length;
  const height = parseFloat(getComputedStyle(area).lineHeight);
  area.scrollTop = Math.max(0, (line - 4) * height);
  area.scrollLeft = 0;
  lines.parentElement.scrollTop = area.scrollTop;
}

/** Writes something else in a place, as if it had been typed. */
export function write(from, to, value) {
  go(from, to);
  type(from, to, value);
}

/** Number of the line that the caret is in, from 1. */
export const line = () => area.value.slice(0, area.selectionStart).split('\n').length;

/** Types in the place of a part: so that the browser can undo it. */
function type(from, to, value) {
  area.setSelectionRange(from, to);
  const typed = value ? document.execCommand('insertText', false, value) : document.execCommand('delete');
  if (!typed) {
    area.setRangeText(value, from, to, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** Moves the selected lines to the right or to the left. */
function shift(out) {
  const [start, end] = [area.selectionStart, area.selectionEnd];
  const from = area.value.lastIndexOf('\n', start - 1) + 1;
  const until = end > start && area.value[end - 1] === '\n' ? end - 1 : end;
  const to = area.value.indexOf('\n', until) < 0 ? area.value.length : area.value.indexOf('\n', until);
  const old = area.value.slice(from, to).split('\n');
  const moved = old.map((one) => (out ? one.replace(/^ {1,2}|^\t/, '') : one && `  ${one}`));
  const value = moved.join('\n');
  if (value === area.value.slice(from, to)) return;
  type(from, to, value);
  const first = moved[0].length - old[0].length;
  if (start === end) area.setSelectionRange(Math.max(from, start + first), Math.max(from, start + first));
  else area.setSelectionRange(from, from + value.length);
}

area.addEventListener('keydown', (event) => {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (command && (event.key === ']' || event.key === '[')) {
    event.preventDefault();
    shift(event.key === '[');
  } else if (event.key === 'Enter' && !event.isComposing && !command && !event.shiftKey) {
    const from = area.value.lastIndexOf('\n', area.selectionStart - 1) + 1;
    const before = area.value.slice(from, area.selectionStart);
    const space = /^[ \t]*/.exec(before)[0] + (/[{[]\s*$/.test(before) ? '  ' : '');
    if (!space) return;
    event.preventDefault();
    type(area.selectionStart, area.selectionEnd, `\n${space}`);
  }
});
area.addEventListener('scroll', () => { lines.parentElement.scrollTop = area.scrollTop; }, { passive: true });
area.addEventListener('input', gutter);

/** The mouse finds what is marked; keys have F8 and the list of remarks. */
lines.addEventListener('click', (event) => {
  const number = [...lines.children].indexOf(event.target) + 1;
  const remark = remarks.find((one) => one.line === number);
  if (remark) go(remark.from, remark.to);
});
