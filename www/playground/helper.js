// Questions to the worker. Of one kind only the newest counts: what was asked before and has not begun is dropped.

/** Longer than anything takes that ends. */
const PATIENCE = 30_000;

let address;
const policy = globalThis.trustedTypes?.createPolicy('troly-playground', {
  createScriptURL(url) {
    if (url === address) return url;
    throw new TypeError('not the worker of this page');
  },
}) ?? { createScriptURL: (url) => url };

let worker;
let asked; // {id, resolve, timer}: what the worker is at
let waiting = []; // {ask, …, resolve}
let number = 0;

/** Where the worker is, before anything is asked. */
export const use = (url) => { address = url; };

/** Asks the worker. A promise of its answer; of `undefined` when something newer was asked or it failed. */
export function ask(question) {
  return new Promise((resolve) => {
    const older = waiting.findIndex((other) => other.question.ask === question.ask);
    if (older >= 0) waiting.splice(older, 1)[0].resolve(undefined);
    waiting.push({ question, resolve });
    next();
  });
}

function next() {
  if (asked || !waiting.length) return;
  worker ??= start();
  const { question, resolve } = waiting.shift();
  asked = { id: ++number, resolve, timer: setTimeout(restart, PATIENCE) };
  worker.postMessage({ id: asked.id, ...question });
}

function start() {
  const made = new Worker(policy.createScriptURL(address), { type: 'module' });
  made.addEventListener('message', ({ data }) => {
    if (data.id !== asked?.id) return;
    if (data.failed === 'broke') restart();
    else done(data.failed ? undefined : data.answer);
  });
  made.addEventListener('error', restart);
  return made;
}

function done(answer) {
  clearTimeout(asked.timer);
  const { resolve } = asked;
  asked = undefined;
  resolve(answer);
  next();
}

/** It broke down or does not come to an end: another one answers what comes next. */
function restart() {
  worker?.terminate();
  worker = undefined;
  if (asked) done(undefined);
}
