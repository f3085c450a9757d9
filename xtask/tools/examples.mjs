// Takes the example forms out of unpacked packages: node examples.mjs PACKAGES OUT
//
// PACKAGES has one folder for each package. OUT gets a folder for each example: source.json, perhaps ui.json, and `from`.
// The packages are loaded without their dependencies: whatever a module asks for and an example does not consist of is a
// stand-in that answers everything with itself.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import Module from 'node:module';
import path from 'node:path';

const [packages, out] = process.argv.slice(2);
const require = createRequire(import.meta.url);

const standIn = new Proxy(function () {}, {
  get: (_, key) => (key === '__esModule' ? false : key === Symbol.toPrimitive ? () => '' : key === 'then' || key === 'toJSON' ? undefined : standIn),
  apply: () => standIn,
  construct: () => standIn,
});
const load = Module._load;
Module._load = function (request, parent, main) {
  return /^[./]/.test(request) ? load.call(this, request, parent, main) : standIn;
};

let count = 0;
const seen = new Set();

/** Writes one example, unless there is one like it. What JSON cannot say (functions, stand-ins) is not part of it. */
function write(name, from, source, ui) {
  const texts = [source, ui].map((v) => (v === undefined ? undefined : JSON.stringify(v)));
  if (texts[0] === undefined || seen.has(texts.join('\n'))) return;
  seen.add(texts.join('\n'));
  const dir = path.join(out, `${String(++count).padStart(4, '0')}-${name.replace(/[^A-Za-z0-9]+/g, '-')}`);
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(path.join(dir, 'source.json'), texts[0]);
  if (texts[1] !== undefined) fs.writeFileSync(path.join(dir, 'ui.json'), texts[1]);
  fs.writeFileSync(path.join(dir, 'from'), from);
}

function files(dir, fits) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(dir, entry.name);
    return entry.isDirectory() ? files(at, fits) : fits(at) ? [at] : [];
  });
}

/** Form.io keeps its examples as modules and JSON files in folders called fixtures; forms are at any depth of them. */
function formio(name) {
  const dir = path.join(packages, name);
  if (!fs.existsSync(dir)) return;
  const isForm = (v) => v && typeof v === 'object' && (Array.isArray(v.components) || (typeof v.type === 'string' && typeof v.key === 'string'));
  const forms = (v, depth) => {
    if (!v || typeof v !== 'object' || depth > 4) return [];
    return isForm(v) ? [v] : Object.values(v).flatMap((inner) => forms(inner, depth + 1));
  };
  for (const file of files(dir, (f) => /\/fixtures\//.test(f) && /\.(js|json)$/.test(f) && !/\.test\.|\.spec\./.test(f))) {
    let module;
    try {
      module = file.endsWith('.json') ? JSON.parse(fs.readFileSync(file, 'utf8')) : require(path.resolve(file));
    } catch {
      continue; // a test's helper, which wants a browser
    }
    for (const form of forms(module, 0)) write(`${name}-${path.relative(dir, file)}`, 'formio', form);
  }
}

function jsonForms(name) {
  const dir = path.join(packages, name);
  if (!fs.existsSync(dir)) return;
  const { getExamples } = require(path.resolve(dir, 'lib/jsonforms-examples.cjs.js'));
  for (const example of getExamples()) {
    const { schema, uischema } = example;
    // Where one of them is made at run time, the other is still an example.
    const plain = (v) => v && typeof v === 'object' && Object.keys(v).length > 0;
    if (plain(schema)) write(`${name}-${example.name}`, 'json-forms', schema, plain(uischema) ? uischema : undefined);
  }
}

/** The snapshot tests of react-jsonschema-form: whatever they would render. */
function rjsf(name) {
  const dir = path.join(packages, name);
  if (!fs.existsSync(dir)) return;
  for (const file of files(path.join(dir, 'lib'), (f) => f.endsWith('Tests.js'))) {
    const names = new Set();
    const text = fs.readFileSync(file, 'utf8').replace(/^import\s+([^;]*?)\s+from\s+[^\n]*/gm, (line, what) => {
      for (const one of what.replace(/[{}]/g, ',').split(',')) {
        const local = one.split(/\sas\s/).pop().trim();
        if (local) names.add(local);
      }
      return '';
    });
    const globals = { describe: (_, f) => f(), expect: standIn, vi: standIn, beforeEach: standIn, afterEach: standIn, beforeAll: standIn, afterAll: standIn };
    const test = (title, f) => {
      globals.title = title;
      try {
        Promise.resolve(f()).catch(() => {});
      } catch {
        // it looked at what would have been drawn
      }
    };
    globals.test = globals.it = Object.assign(test, { each: () => () => {}, skip: () => {} });
    for (const one of names) globals[one] ??= standIn;
    const jsx = (_, props) => {
      if (props?.schema) write(`${name}-${path.basename(file, '.js')}-${globals.title}`, 'json-schema', props.schema, props.uiSchema);
      return standIn;
    };
    for (const one of names) if (/^_?jsxs?$/.test(one)) globals[one] = jsx;
    const exported = [...text.matchAll(/^export (?:default )?function (\w+)/gm)].map((m) => m[1]);
    const body = text.replace(/^export (default )?/gm, '').replace(/^\/\/# .*$/gm, '');
    const made = new Function(...Object.keys(globals), `${body}\nreturn [${exported.join(', ')}];`)(...Object.values(globals));
    for (const f of made) f(standIn, {});
  }
}

formio('formiojs');
formio('@formio/core');
jsonForms('@jsonforms/examples');
rjsf('@rjsf/snapshot-tests');
console.log(`${count} examples`);
