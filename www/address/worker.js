// The table tool's worker: the module (`src/bin/table.rs`) and the units, so that a table of any size freezes nothing.
//
//   question {id, ask, …}           what each takes stands at its function below
//   answer   {id, answer}           or {id, failed: code}: 'load', 'broke', or what is wrong with the table
//   progress {id, done, of}         while a table is converted
//   {stop: id}                      ends that: it answers with null, and what was done so far stays
//
// After 'broke' nothing of the module may be called any more: terminate this worker and start another.

// Name → [name by content, integrity], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};
const address = (name) => new URL(ASSETS[name]?.[0] ?? name, import.meta.url).href;
const get = (name) => fetch(address(name), { integrity: ASSETS[name]?.[1] ?? '', credentials: 'same-origin' });

const SLICE = 40; // ms of work before it looks whether it was told to stop
const STEP = 50; // rows between two looks at the clock

let work;
function load() {
  work ??= start().catch((error) => {
    work = undefined; // the next question tries again: the network may be back
    throw error;
  });
  return work;
}

async function start() {
  const units = get('units.bin').then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(response.status)));
  const glue = await import(address('table.js'));
  units.catch(() => {}); // reported below, once
  await glue.default({ module_or_path: get('table.wasm') });
  return new glue.Work(new Uint8Array(await units));
}

const begins = (bytes, ...first) => first.every((byte, i) => bytes[i] === byte);

/** The encoding of a file: by its mark, by its zeros, or by trying. */
function decode(bytes) {
  if (begins(bytes, 0x50, 0x4b, 3, 4) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw 'table.excel';
  const say = (encoding, options) => new TextDecoder(encoding, options).decode(bytes);
  if (begins(bytes, 0xff, 0xfe)) return [say('utf-16le')];
  if (begins(bytes, 0xfe, 0xff)) return [say('utf-16be')];
  const head = bytes.subarray(0, 2000);
  const zeros = (odd) => head.filter((byte, i) => byte === 0 && i % 2 === odd).length;
  if (zeros(1) > head.length / 5) return [say('utf-16le')];
  if (zeros(0) > head.length / 5) return [say('utf-16be')];
  try {
    return [say('utf-8', { fatal: true })];
  } catch {
    // What older programs in Vietnam wrote; its letters are put together from parts
    return [say('windows-1258').normalize('NFC'), 'table.encoding'];
  }
}

let text; // of the table, to read it again with other settings
let notice;
let stopped;

const pause = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); resolve(); };
  port2.postMessage(0);
});

const ASK = {
  /** `bytes` of a file or `text` that was pasted; neither: the same again. */
  open(w, { bytes, text: pasted, delimiter, header }) {
    if (bytes) [text, notice] = decode(new Uint8Array(bytes));
    else if (pasted !== undefined) [text, notice] = [pasted];
    const answer = JSON.parse(w.open(text ?? '', delimiter, header));
    if (notice) answer.notices.push(notice);
    return answer;
  },
  preview: (w, { columns, land }) => JSON.parse(w.preview(Int32Array.from(columns), land)),
  async convert(w, { id, columns, land, of }) {
    w.start(Int32Array.from(columns), land);
    for (let done = 0; done < of;) {
      const begun = performance.now();
      while (done < of && performance.now() - begun < SLICE) done = w.work(STEP);
      postMessage({ id, done, of });
      await pause();
      if (stopped === id) return null;
    }
    return JSON.parse(w.summary());
  },
  summary: (w) => JSON.parse(w.summary()),
  sample: (w, { count }) => JSON.parse(w.sample(count)),
  order: (w, { undecided }) => [...w.order(undecided)],
  groups: (w, { numbers, items, en }) => JSON.parse(w.groups(Uint32Array.from(numbers), items, en)),
  pick: (w, { address: number, commune }) => w.pick(number, commune),
  pickGroup: (w, { group, commune }) => w.pickGroup(group, commune),
  search: (w, { query, province, count }) => JSON.parse(w.search(query, province, count)),
  /** `what`: 'converted' or 'review'. */
  write(w, { what, en }) {
    const bytes = w.write(what === 'review', en);
    return { bytes, harmless: w.harmless() };
  },
};

addEventListener('message', async ({ data }) => {
  if (data.stop) {
    stopped = data.stop;
    return;
  }
  const { id, ask } = data;
  let w;
  try {
    w = await load();
  } catch {
    postMessage({ id, failed: 'load' });
    return;
  }
  try {
    postMessage({ id, answer: await ASK[ask](w, data) });
  } catch (error) {
    postMessage({ id, failed: typeof error === 'string' ? error : 'broke' });
  }
});
