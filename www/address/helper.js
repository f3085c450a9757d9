// Questions to the worker.

let address;
const policy = globalThis.trustedTypes?.createPolicy('troly-table', {
  createScriptURL(url) {
    if (url === address) return url;
    throw new TypeError('not the worker of this page');
  },
}) ?? { createScriptURL: (url) => url };

let worker;
let number = 0;
const open = new Map(); // id → {resolve, reject, progress}

/** Where the worker is, before anything is asked. */
export const use = (url) => { address = url; };

/**
 * Asks the worker; rejects with a code. `progress(done, of)` is called on the way; `stop` of the promise ends it early.
 */
export function ask(question, { progress, transfer = [] } = {}) {
  worker ??= start();
  const id = ++number;
  const answer = new Promise((resolve, reject) => open.set(id, { resolve, reject, progress }));
  worker.postMessage({ id, ...question }, transfer);
  answer.stop = () => worker?.postMessage({ stop: id });
  return answer;
}

function start() {
  const made = new Worker(policy.createScriptURL(address), { type: 'module' });
  made.addEventListener('message', ({ data }) => {
    const asked = open.get(data.id);
    if (!asked) return;
    if (data.of !== undefined) {
      asked.progress?.(data.done, data.of);
      return;
    }
    open.delete(data.id);
    if (data.failed === 'broke') restart();
    if (data.failed) asked.reject(data.failed);
    else asked.resolve(data.answer);
  });
  made.addEventListener('error', restart);
  return made;
}

/** It broke down: the table is gone with it, and another one takes the next. */
function restart() {
  worker?.terminate();
  worker = undefined;
  for (const { reject } of open.values()) reject('broke');
  open.clear();
}
