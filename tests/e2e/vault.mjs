// What the tests of the vault's worker share: pages under the strict policy that start the released worker and ask it.
import { url } from './lib.mjs';

export const PASSPHRASE = 'con đò lá trúc qua sông';

/** The worker's address, as the build named it. */
export async function workerAddress() {
  const { files } = await (await fetch(`${url}/troly/manifest.json`)).json();
  return `/troly/${files['vault-worker.js'].file}`;
}

/** Gives a page `vault`: `start()` a worker, `ask(op, {…})` it, `events` that came, `event(name)` to wait for one. */
export async function drive(page) {
  await page.evaluate((address) => {
    const policy = trustedTypes.createPolicy('test', { createScriptURL: (u) => u });
    globalThis.vault = {
      events: [],
      start() {
        this.worker?.terminate();
        this.next = 0;
        this.waiting = new Map();
        this.events = [];
        this.worker = new Worker(policy.createScriptURL(address), { type: 'module' });
        this.worker.onmessage = ({ data }) => {
          if (data.event) {
            this.events.push(data);
            this.heard?.();
          } else {
            this.waiting.get(data.id)(data);
            this.waiting.delete(data.id);
          }
        };
      },
      /** The answer, without its id. */
      ask(op, more = {}) {
        const id = this.next++;
        return new Promise((resolve) => {
          this.waiting.set(id, ({ id, ...rest }) => resolve(rest));
          this.worker.postMessage({ id, op, ...more });
        });
      },
      /** What was asked for, or an error. */
      async ok(op, more) {
        const { ok, error } = await this.ask(op, more);
        if (error) throw new Error(`${op}: ${error}`);
        return ok;
      },
      /** The next event of this name, whether it came already or not. */
      async event(name) {
        for (;;) {
          const at = this.events.findIndex((e) => e.event === name);
          if (at >= 0) return this.events.splice(at, 1)[0];
          await new Promise((resolve) => { this.heard = resolve; });
        }
      },
      put: (text, more = {}) => ({ put: { kind: 'record', text, ...more } }),
    };
    /** Writes five things at once, again and again, with the number of the write in each; says which one was acknowledged. */
    globalThis.scribble = async (n) => {
      const ids = [1, 2, 3, 4, 5].map((i) => `${i}`.repeat(32));
      for (; ; n++) {
        await vault.ok('write', { edits: ids.map((id) => vault.put(`${n} ${'x'.repeat(4000)}`, { id, kind: 'draft' })) });
        globalThis.acknowledged(n);
      }
    };
    vault.start();
  }, await workerAddress());
  return page;
}

/** The worker that such a page started last. */
export async function workerOf(page) {
  await page.evaluate(() => vault.ask('')); // it answers, so it is there
  return page.workers().findLast((worker) => /vault-worker/.test(worker.url())) ?? page.waitForEvent('worker');
}
