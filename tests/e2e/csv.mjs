/** The rows of a sound CSV text, by RFC 4180: another reader than the one that is tested. */
export function rows(text, comma = ',') {
  const all = [];
  let row = [], cell = '', quoted = false;
  const source = text.replace(/^\uFEFF/, '');
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') cell += source[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === comma || c === '\n') {
      row.push(cell);
      cell = '';
      if (c === '\n') { all.push(row); row = []; }
    } else if (c !== '\r') cell += c;
  }
  if (cell || row.length) all.push([...row, cell]);
  return all;
}

/** The same as objects, by the names in the first row. */
export function table(text) {
  const [head, ...body] = rows(text);
  return body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}
