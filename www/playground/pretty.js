// JSON as people write it: what fits on a line stands on one.

const WIDTH = 110;

/** @param {number} used columns of the line before it */
export function pretty(value, indent = '', used = 0) {
  const line = flat(value);
  if (typeof value !== 'object' || value === null || indent.length + used + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + pretty(one, inner)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, one]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + pretty(one, inner, name.length);
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function flat(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flat(one)}`);
  return entries.length ? `{ ${entries.join(', ')} }` : '{}';
}
