// The playground's worker: the module for authors (`src/bin/playground.rs`), so that typing never waits for it.
//
//   question {id, ask: 'look' | 'sample' | 'takeOver', text, lang, today}
//   answer   {id, answer}: the JSON, read; null where there is none; or {id, failed: 'load' | 'broke'}
//
// After 'broke' nothing of the module may be called any more: terminate this worker and start another.

// Name → [name by content, integrity], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};
const address = (name) => new URL(ASSETS[name]?.[0] ?? name, import.meta.url).href;

let module;
function load() {
  module ??= start().catch((error) => {
    module = undefined; // the next question tries again: the network may be back
    throw error;
  });
  return module;
}

async function start() {
  const wasm = fetch(address('playground.wasm'), { integrity: ASSETS['playground.wasm']?.[1] ?? '', credentials: 'same-origin' });
  wasm.catch(() => {}); // reported below, once
  const glue = await import(address('playground.js'));
  await glue.default({ module_or_path: wasm });
  return glue;
}

addEventListener('message', async ({ data: { id, ask, text, lang, today } }) => {
  let glue;
  try {
    glue = await load();
  } catch {
    postMessage({ id, failed: 'load' });
    return;
  }
  try {
    const json = glue[ask](text, lang, today);
    postMessage({ id, answer: json === undefined ? null : JSON.parse(json) });
  } catch {
    postMessage({ id, failed: 'broke' });
  }
});
