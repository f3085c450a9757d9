// Trợ Lý: the public element <tro-ly>. This file draws the skeleton, loads the wasm module, keeps the life cycle of
// the element and contains its failures; the form itself is the Yew interface in `src/ui`. Reference: docs/element.md,
// types: troly.d.ts.

import { h } from './troly/dom.js';
import { bare, skeleton } from './troly/first.js';
import { CSS } from './troly/style.js';

// Name → [name by content, integrity where it is fetched from here], filled in by `cargo xtask build`
const ASSETS = {/*ASSETS*/};

const VERSION = '1';
const LANGUAGES = ['vi', 'en'];
/** Definitions are small; the parser has the same limit. */
const MAX_DEFINITION = 1 << 20;

class Failure extends Error {
  constructor(code, detail = '') {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

const address = (name) => new URL(ASSETS[name]?.[0] ?? name, import.meta.url).href;

async function get(name) {
  const response = await fetch(address(name), { integrity: ASSETS[name]?.[1] ?? '', credentials: 'same-origin' });
  if (!response.ok) throw new Failure('wasm.load', name);
  return response;
}

// ---- the wasm instance, shared by all elements of a page ----------------------------------------------------------

/** Elements in the page → what to do when the instance breaks down. */
const live = new Map();
let runtime;
let instances = 0;

function boot() {
  if (!runtime) {
    const mine = (runtime = { dead: false });
    mine.died = new Promise((resolve) => { mine.kill = resolve; });
    mine.ready = start(mine).catch((error) => {
      if (runtime === mine) runtime = undefined; // the next try starts anew
      throw error;
    });
  }
  return runtime;
}

async function start(mine) {
  if (typeof WebAssembly !== 'object') throw new Failure('wasm.unsupported');
  try {
    // The empty module compiles wherever compiling is allowed: a policy without 'wasm-unsafe-eval' shows here, before
    // anything large is fetched, in all browsers alike (the texts of the errors differ and change)
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    throw new Failure('wasm.blocked');
  }
  try {
    const wasm = get('element.wasm');
    wasm.catch(() => {}); // reported below, once
    // A module script is evaluated once per address: another query gives another instance with a memory of its own
    const glue = await import(address('element.js') + (instances++ ? `?r=${instances}` : ''));
    await glue.default({ module_or_path: wasm });
    glue.start(() => die(mine));
    mine.stop = glue.stop;
    mine.end = glue.end;
    return glue;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(error instanceof WebAssembly.CompileError ? 'wasm.unsupported' : 'wasm.load');
  }
}

/** A panic leaves half-changed memory: nothing of this instance is called any more, and every element says so. */
function die(mine) {
  if (mine.dead) return;
  mine.dead = true;
  if (runtime === mine) runtime = undefined;
  mine.kill('panic');
  try {
    mine.stop?.(); // sets a flag that its timers ask for, nothing else
  } catch { /* it cannot even do that: then it does nothing more either */ }
  // Not at once: the caller stands in the middle of a panic
  queueMicrotask(() => {
    for (const told of [...live.values()]) told(mine);
  });
}

/** Ends an instance although nothing is wrong with it, and wipes its memory when it has returned. */
function forget() {
  if (!runtime) return;
  runtime.over = true;
  setTimeout(runtime.end);
  die(runtime);
}
// On a machine of strangers nothing waits for the next one who presses "back"
addEventListener('pagehide', () => {
  if (document.querySelector('[machine=shared]')) forget();
});

// A release traps where it would panic, and traps come from stack and memory too, and errors of the page's own functions
// go through the module: all of them leave the instance in the middle of something. Their stack names our module, but in
// Safari, which names no file of wasm: there any trap counts. Errors of the page's own listeners name it as well, but
// those are reported while we dispatch, and stop nothing.
let dispatching = 0;
const OURS = new URL('.', import.meta.url).href; // all of our modules lie beside this script
function fatal(error) {
  if (!runtime || dispatching || !(error instanceof Error)) return;
  const frames = String(error.stack).split('\n').filter((frame) => frame.includes('.wasm'));
  const trap = error instanceof WebAssembly.RuntimeError;
  if (frames.some((frame) => frame.includes(OURS)) || (trap && !frames.length)) die(runtime);
}
addEventListener('error', ({ error }) => fatal(error));
addEventListener('unhandledrejection', ({ reason }) => fatal(reason));

// Every element adopts the same sheets from the beginning, the last two still empty: whenever one is filled, it is there in
// all of them at once, and in those that come later
const SHEETS = [CSS, '', ''].map((css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
});

const filled = {};
/** Fetches a style sheet, once for all elements, and fills it in. */
function styles(name, sheet) {
  filled[name] ??= get(name).then((response) => response.text()).then((css) => sheet.replaceSync(css)).catch((error) => {
    filled[name] = undefined; // asked for again the next time
    throw error;
  });
  return filled[name];
}

let late; // `troly/late.js`, once it came
let coming;
let asked = 0;
function fetchLate() {
  // A browser may remember that an address failed: the next try needs another
  coming ??= import(address('late.js') + (asked++ ? `?r=${asked}` : '')).then((script) => {
    SHEETS[0].replaceSync(CSS + script.PLAIN);
    late = script;
  }).catch((error) => {
    coming = undefined;
    throw error;
  });
  return coming;
}

/** The texts of a language, put into an instance once. */
function texts(mine, lang) {
  mine.texts ??= {};
  mine.texts[lang] ??= Promise.all([mine.ready, get(`texts-${lang}.txt`).then((r) => r.text())]).then(([glue, text]) => {
    if (!mine.dead) glue.texts(lang, text);
  }).catch((error) => {
    mine.texts[lang] = undefined; // asked for again the next time
    throw error instanceof Failure ? error : new Failure('wasm.load');
  });
  return mine.texts[lang];
}

const WORKERS = ['qr-worker.js', 'vault-worker.js'].map(address);
let policy;
/** One of our workers. The policy lets through their addresses and nothing else. */
function worker(which) {
  policy ??= globalThis.trustedTypes?.createPolicy('troly', {
    createScriptURL(url) {
      if (WORKERS.includes(url)) return url;
      throw new TypeError('troly: not its worker');
    },
  }) ?? { createScriptURL: (url) => url };
  return new Worker(policy.createScriptURL(WORKERS[which]), { type: 'module' });
}

/**
 * How the build begins a definition that it published with its Vietnamese texts alone: with the names of two files beside it,
 * the one with all texts and the one that its authors wrote (`published` in `xtask/data`). Every other definition is used as
 * it is.
 */
const LEAN = /^\{"en":"([\w.-]+)","full":"([\w.-]+)",/;

/** What tells a definition that the page has given from an address, which is a text; `key`: its dossiers are put aside under it. */
function given(value) {
  let text = '';
  let key;
  try {
    text = typeof value === 'string' ? value : `${JSON.stringify(value)}`;
    key = JSON.parse(text).id;
  } catch { /* no definition: the parser says what it is not */ }
  return { value, text, key };
}

function within(text) {
  if (text.length > MAX_DEFINITION) throw new Failure('definition.too-large');
  return text;
}

async function fetchText(url) {
  let text;
  try {
    const response = await fetch(url, { mode: 'same-origin', credentials: 'same-origin' });
    text = response.ok && (await response.text());
  } catch { /* the same as not found */ }
  if (typeof text !== 'string') throw new Failure('definition.load');
  return within(text);
}

/**
 * @returns {Promise<[json: string, complete: URL | undefined, full: URL | undefined]>} the second where texts in other languages
 * are to be had, the third where the first is not JSON of a definition, but that is
 */
async function fetchDefinition(source, lang) {
  if (!source) throw new Failure('definition.missing');
  if (source.value) return [within(source.text).replace(LEAN, '{')]; // what the build names beside it the page has, or has not
  let url;
  try {
    url = new URL(source, document.baseURI);
  } catch {
    throw new Failure('definition.load');
  }
  if (url.origin !== location.origin) throw new Failure('definition.origin');
  const text = await fetchText(url);
  const [complete, full] = (LEAN.exec(text) ?? []).slice(1).map((name) => new URL(name, url));
  if (complete && lang !== LANGUAGES[0]) return [await fetchText(complete), undefined, full];
  return [text.replace(LEAN, '{'), complete, full];
}

/** Today where the person is, as YYYY-MM-DD. */
function localDate() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

// ---- what the wasm module asks of the page -------------------------------------------------------------------------

/** Given to wasm. Holds the element weakly, so that a removed element and its dossier can be collected. */
class Page {
  #element;
  #hooks;
  constructor(element, hooks) {
    this.#element = new WeakRef(element);
    this.#hooks = hooks;
  }
  #call(name, ...args) {
    const element = this.#element.deref();
    return element && this.#hooks[name](element, ...args);
  }
  changed() {
    this.#call('changed');
  }
  fill(paths) {
    return this.#call('emit', 'troly-fill', { count: paths.length, paths }, true) ?? false;
  }
  submit(data, dossier, files) {
    return this.#call('submit', data, dossier, files) ?? false;
  }
  keep(file) {
    return this.#call('keep', file) ?? '';
  }
  begin(file) {
    return file.slice(0, 64).arrayBuffer();
  }
  kept() {
    return this.#call('kept') ?? '';
  }
  error(code) {
    queueMicrotask(() => this.#call('emit', 'troly-error', { code }));
  }
  asset(name) {
    return get(name).then((response) => response.arrayBuffer());
  }
  /** What the pages around the form need beside their code: none of them is drawn, nothing printed or saved, before it is there. */
  pages() {
    return Promise.all([styles('troly-pages.css', SHEETS[2]), fetchLate()]);
  }
  /** A property that the page sets, at any time: it is read when a credential comes. */
  issuers() {
    const issuers = this.#element.deref()?.issuers ?? '';
    return typeof issuers === 'string' ? issuers : JSON.stringify(issuers);
  }
  worker() {
    return worker(0);
  }
  vaultWorker() {
    return worker(1);
  }
  /** A function of `troly/late.js`. */
  late(name, ...args) {
    return late[name](...args);
  }
  shared() {
    return this.#element.deref()?.getAttribute('machine') === 'shared';
  }
  /** Every form begins anew in a fresh instance: nothing of what was open stays in memory. */
  forget() {
    forget();
  }
  print() {
    const element = this.#element.deref();
    if (element) late.print(element);
  }
}

/**
 * Keeps a pressed button under the finger. Pressing takes the focus out of the box before, which then shows its
 * findings; everything below moves, and the click would go to whatever lies there now. A captured pointer clicks what it
 * pressed. Who lets go elsewhere takes the press back, as always (WCAG 2.5.2).
 */
function steady(root) {
  root.addEventListener('pointerdown', (down) => {
    const button = down.button === 0 && down.target.closest('button');
    if (!button) return;
    button.setPointerCapture(down.pointerId);
    button.addEventListener('pointerup', (up) => {
      if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) < 40) return;
      const stop = (click) => click.stopImmediatePropagation();
      root.addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => root.removeEventListener('click', stop, true));
    }, { once: true });
  }, { passive: true });
}

// ---- the element -----------------------------------------------------------------------------------------------------

class TroLy extends HTMLElement {
  static troly = VERSION;
  static formAssociated = true;
  static observedAttributes = ['procedure', 'lang', 'required'];

  #internals = this.attachInternals?.();
  #root = this.attachShadow({ mode: 'open' });
  #turn = 0; // of loading: a later one makes earlier ones void
  #given; // the definition that the page gave, in place of an address
  #source = null; // what is loaded or being loaded: what was given, or the `procedure`
  #form; // the dossier, in wasm
  #complete; // where its definition is with all languages, unless it has them
  #mounted = false;
  #runtime; // where it lives
  #draft; // the last export, in this memory only
  #drafts = new Map(); // of procedures shown before, by their address, or by the id in what was given
  #files = new Map(); // id → attached file: the browser reads it where it lies, no copy is here
  #timer = 0;
  #told = false;
  #released = false;

  static #hooks = {
    changed: (element) => element.#changed(),
    submit: (element, data, dossier, files) => element.#submit(data, dossier, files),
    keep: (element, file) => element.#keepFile(file),
    kept: (element) => [...element.#files.keys()].join(' '),
    emit: (element, type, detail, cancelable) => element.#emit(type, detail, cancelable),
  };

  constructor() {
    super();
    this.#root.adoptedStyleSheets = SHEETS;
    // A paper that is about to be read is the riskiest moment: what is there so far is kept first
    for (const type of ['change', 'drop', 'paste', 'click']) {
      this.#root.addEventListener(type, (event) => event.isTrusted && this.#timer && this.#keep(), { capture: true, passive: true });
    }
    steady(this.#root);
  }

  // -- life cycle

  connectedCallback() {
    for (const name of ['definition', 'procedure', 'name', 'required', 'start', 'today']) {
      if (Object.hasOwn(this, name)) { // set before the upgrade
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    live.set(this, (dead) => dead === this.#runtime && this.#panicked());
    this.#show();
  }

  disconnectedCallback() {
    // A move is a removal and an insertion in one task: nothing is to be lost by it
    queueMicrotask(() => {
      if (this.isConnected) return;
      live.delete(this);
      this.#unmount();
    });
  }

  connectedMoveCallback() {} // `moveBefore`: nothing to do at all

  attributeChangedCallback(name) {
    if (name === 'procedure') {
      this.#follow();
    } else if (name === 'lang') {
      this.#speak();
    } else {
      this.#validity();
    }
  }

  formResetCallback() {
    this.#files.clear();
    this.#wasm((form) => form.reset());
  }

  formDisabledCallback(disabled) {
    this.#root.lastElementChild?.toggleAttribute('inert', disabled);
    this.#disabled = disabled;
  }
  #disabled = false;

  // -- properties

  get procedure() { return this.getAttribute('procedure') ?? ''; }
  set procedure(value) { this.#reflect('procedure', value); }
  get definition() { return this.#given?.value ?? null; }
  set definition(value) {
    this.#given = value ? given(value) : undefined;
    this.#follow();
  }
  get name() { return this.getAttribute('name') ?? ''; }
  set name(value) { this.#reflect('name', value); }
  get today() { return this.getAttribute('today') ?? ''; }
  set today(value) { this.#reflect('today', value); }
  get start() { return this.getAttribute('start') ?? ''; }
  set start(value) { this.#reflect('start', value); }
  get required() { return this.hasAttribute('required'); }
  set required(value) { this.toggleAttribute('required', Boolean(value)); }
  get type() { return 'tro-ly'; }
  get form() { return this.#internals?.form ?? null; }
  get validity() { return this.#internals?.validity; }
  get validationMessage() { return this.#internals?.validationMessage ?? ''; }
  get willValidate() { return this.#internals?.willValidate ?? false; }
  checkValidity() { return this.#internals?.checkValidity() ?? true; }

  /** Shows all that is left to do, as handing over does, and goes to the first of it. */
  reportValidity() {
    this.#wasm((form) => form.finish(), true);
    this.#tell();
    const valid = this.checkValidity();
    // With the next frame: what is wrong has been drawn then, and laid out in any case
    if (!valid) requestAnimationFrame(() => this.focus());
    return valid;
  }

  #reflect(name, value) {
    if (value == null) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  #lang() {
    return LANGUAGES.includes(this.lang) ? this.lang : LANGUAGES[0];
  }

  /** Shows the form in the language that the element has now, once its texts are there. */
  async #speak() {
    const form = this.#form;
    if (!form) return;
    const lang = this.#lang();
    try {
      await texts(this.#runtime, lang);
      if (this.#complete && lang !== LANGUAGES[0]) {
        const json = await fetchText(this.#complete);
        if (form !== this.#form) return; // another procedure meanwhile: it was asked for in its language
        const code = this.#complete && (await this.#ask(() => form.translate(json)));
        if (code) throw new Failure(code);
        this.#complete = undefined;
      }
    } catch (error) {
      if (error.code !== 'panic') this.#emit('troly-error', { code: error.code }); // a panic has said so itself
      return;
    }
    if (lang === this.#lang()) this.#wasm((form) => form.setLang(lang));
  }

  /**
   * Opens an exported dossier (its text, or the object that `troly-submit` gave) in the place of the present one.
   * @returns {Promise<boolean>} whether it was opened; if not, `troly-error` has said why and nothing has changed
   */
  async openDossier(dossier) {
    const text = typeof dossier === 'string' ? dossier : JSON.stringify(dossier);
    if (!this.#form) {
      this.#draft = text; // opened as soon as the form is there
      return true;
    }
    return this.#take((form) => form.openDossier(text));
  }

  /**
   * Fills in what the page has kept of this person: JSON as the derived schema says, of all boxes or of some. It counts as
   * typed; boxes that the person has answered keep their answer.
   * @returns {Promise<boolean>} as of `openDossier`; before `troly-ready` there is no form yet, and it waits for it
   */
  async fillData(data) {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    if (!this.#form) await new Promise((done) => this.addEventListener('troly-ready', done, { once: true }));
    return this.#take((form) => form.fillData(text));
  }

  async #take(call) {
    if (dispatching) await null; // never from inside a call of wasm
    const code = await this.#ask(() => call(this.#form));
    if (code) this.#emit('troly-error', { code });
    return !code;
  }

  /** Calls what gives a promise of the code of what is wrong, if anything is. */
  async #ask(call) {
    if (!this.#alive()) return 'panic';
    const mine = this.#runtime;
    try {
      return await Promise.race([call(), mine.died]);
    } catch {
      die(mine);
      return 'panic';
    }
  }

  focus(options) {
    const find = (selector) => this.#root.querySelector(selector); // of a list it gives what stands first on the page
    const wrong = '[aria-invalid=true]:not(fieldset),fieldset[aria-invalid=true] input,.has-error [data-action=attach]';
    const first = find(wrong) ?? find('button:not([disabled]),input,select,textarea,[tabindex="0"]');
    if (first) first.focus(options);
    else super.focus(options);
  }

  // -- loading and showing

  #wanted() {
    return this.#given ?? this.procedure;
  }

  /** Shows what the page wants now; not before there was anything to show. */
  #follow() {
    if (this.isConnected && this.#source !== null && this.#source !== this.#wanted()) this.#show();
  }

  #show() {
    if (this.#source !== this.#wanted()) this.#leave();
    if (!this.#form) this.#load();
    else if (this.#runtime.dead) this.#panicked();
    else this.#mount();
  }

  /** Puts the dossier of another procedure aside. */
  #leave() {
    const key = () => this.#source.key ?? this.#source;
    if (this.#source !== null) {
      this.#keep();
      this.#drafts.set(key(), this.#draft);
      this.#unmount();
      if (this.#alive()) this.#form.free();
      this.#form = undefined;
    }
    this.#source = this.#wanted();
    this.#draft = this.#drafts.get(key()) ?? (this.#turn ? undefined : this.#draft);
    this.#unrelease();
  }

  async #load() {
    const turn = ++this.#turn;
    this.#draw(skeleton(this.#lang()));
    const lang = this.#lang();
    const definition = fetchDefinition(this.#source, lang);
    const mine = boot();
    const looks = styles('troly.css', SHEETS[1]).catch(() => {}); // without it the form still works
    const waiting = Promise.all([mine.ready, definition, texts(mine, lang), looks]);
    try {
      const [glue, [json, complete, full]] = await waiting;
      if (turn !== this.#turn || this.#form) return;
      if (mine.dead) return this.#load(); // broken by another element meanwhile
      const today = /^\d{4}-\d\d-\d\d$/.test(this.today) ? this.today : localDate();
      this.#runtime = mine;
      const open = (text) => Promise.race([glue.Form.open(new Page(this, TroLy.#hooks), text, today, lang), mine.died]);
      let form;
      try {
        // Published by another version of this program: what its authors wrote is read by all
        form = await open(json).catch(async (error) => (error === 'definition.packed' && full ? open(await fetchText(full)) : Promise.reject(error)));
      } catch (error) {
        if (error instanceof Failure) throw error;
        if (typeof error === 'string') throw new Failure(...error.split(/ (.*)/, 2));
        die(mine);
        return;
      }
      if (turn !== this.#turn || this.#form || mine.dead) {
        if (!mine.dead) form.free();
        return;
      }
      this.#complete = complete;
      this.#form = form;
      const code = this.#draft && (await this.#ask(() => this.#form.openDossier(this.#draft)));
      if (turn !== this.#turn || code === 'panic') return;
      if (code === 'load.fetch') { // the draft waits for the next try
        this.#form.free();
        this.#form = undefined;
        throw new Failure('wasm.load');
      }
      if (code) {
        this.#emit('troly-error', { code });
        this.#draft = undefined;
      }
      if (this.isConnected) this.#mount();
      if (lang !== this.#lang()) this.#speak(); // changed meanwhile
      this.#tell();
      this.#emit('troly-ready', {});
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('wasm.load');
      const [json, , full] = await definition.catch(() => []);
      const written = full ? await fetchText(full).catch(() => undefined) : json;
      if (turn !== this.#turn) return;
      this.#fail(failure.code, (lang, again) => late.fallback(failure.code, failure.detail, written, lang, again), failure.detail);
    }
  }

  /** Draws the page for a failure, once its script is there. */
  async #fail(code, draw, at = '') {
    const turn = this.#turn;
    await fetchLate().catch(() => {});
    if (turn !== this.#turn) return;
    const again = () => this.#load();
    this.#draw(late ? draw(this.#lang(), again) : bare(code, again)).querySelector('[tabindex="-1"]')?.focus();
    this.#emit('troly-error', at.startsWith('/') ? { code, pointer: at } : { code });
  }

  /** Replaces what the shadow root shows. */
  #draw(node) {
    node.lang ||= this.#lang();
    node.toggleAttribute('inert', this.#disabled);
    this.#root.replaceChildren(node);
    return node;
  }

  #mount() {
    if (this.#mounted) return;
    this.#mounted = true;
    // Focusable from scripts: the browser shows the message of an invalid element there
    const box = this.#draw(h('div', { part: 'form', tabindex: '-1' }));
    try {
      this.#form.mount(box, this.start === 'form');
    } catch {
      die(this.#runtime);
    }
  }

  #unmount() {
    if (!this.#mounted) return;
    this.#mounted = false;
    this.#keep();
    this.#wasm((form) => form.unmount(), true);
    // Yew keeps the listeners of its root for ever (one empty <div> each time); the element must not hang on them
    this.#root.replaceChildren();
  }

  #alive() {
    return this.#form && !this.#runtime.dead;
  }

  /** Calls the form, never from inside another call of wasm. */
  #wasm(call, now = false) {
    const later = () => {
      if (!this.#alive()) return;
      try {
        call(this.#form);
      } catch {
        die(this.#runtime);
      }
    };
    if (now) later();
    else queueMicrotask(later);
  }

  #panicked() {
    this.#mounted = false;
    this.#form = undefined;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#turn++;
    if (this.#runtime.over) {
      this.#draft = undefined;
      this.#drafts.clear();
      this.#files.clear();
      this.#counts = { boxes: 0, answered: 0, filled: 0, missing: 0, errors: 0 };
      this.#load();
      return;
    }
    this.#draw(skeleton(this.#lang())); // seen only if the script has not come with the pages around the form
    this.#fail('panic', (lang, again) => late.panic(this.#draft, lang, again));
  }

  // -- the dossier changes

  #changed() {
    this.#unrelease();
    this.#timer ||= setTimeout(() => this.#keep(), 1000);
    if (this.#told) return;
    this.#told = true;
    queueMicrotask(() => this.#tell(true));
  }

  /** Keeps the draft, in memory: what is left after a panic. */
  #keep() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#wasm((form) => { this.#draft = form.exportDossier(); }, true);
  }

  #counts = { boxes: 0, answered: 0, filled: 0, missing: 0, errors: 0 };
  #tell(event) {
    this.#told = false;
    this.#wasm((form) => {
      const [boxes, answered, filled, missing, errors] = form.counts();
      this.#counts = { boxes, answered, filled, missing, errors };
    }, true);
    this.#validity();
    if (event) this.#emit('troly-change', { ...this.#counts });
  }

  #validity() {
    const { errors } = this.#counts;
    const vi = this.#lang() === 'vi';
    const anchor = this.#root.lastElementChild ?? undefined;
    if (errors) {
      this.#internals?.setValidity({ customError: true },
        vi ? `Hồ sơ còn ${errors} chỗ cần khai hoặc cần sửa.` : `${errors} places of the dossier are left to fill or to correct.`, anchor);
    } else if (this.required && !this.#released) {
      this.#internals?.setValidity({ valueMissing: true },
        vi ? 'Hãy hoàn tất hồ sơ và bấm nộp trong biểu mẫu.' : 'Finish the dossier and hand it over in the form.', anchor);
    } else {
      this.#internals?.setValidity({});
    }
  }

  /** By chance, so that it meets no id of an opened draft. */
  #keepFile(file) {
    const id = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#files.set(id, file);
    return id;
  }

  /** The person hands the dossier over: only now does the page get values. */
  #submit(data, dossier, ids) {
    const files = new Map(ids.split(' ').filter(Boolean).map((id) => [id, this.#files.get(id)]));
    if (!this.#emit('troly-submit', { data: JSON.parse(data), dossier: JSON.parse(dossier), files }, true)) return false;
    this.#released = true;
    let value = data;
    if (files.size && this.name) {
      value = new FormData();
      value.append(this.name, data);
      for (const [id, file] of files) value.append(`${this.name}.${id}`, file);
    }
    // No state beside the value: browsers store the state with the session, on disk
    this.#internals?.setFormValue(value, null);
    this.#validity();
    return true;
  }

  /** What was handed over is no longer what the person sees. */
  #unrelease() {
    if (!this.#released) return;
    this.#released = false;
    this.#internals?.setFormValue(null);
  }

  #emit(type, detail, cancelable = false) {
    dispatching++;
    const went = this.dispatchEvent(new CustomEvent(type, { detail, cancelable, bubbles: true, composed: true }));
    dispatching--;
    return went;
  }
}

/** The name that the element got: `tro-ly`, unless something else on the page has it. */
export const tagName = (() => {
  for (const name of ['tro-ly', 'tro-ly-form']) {
    const taken = customElements.get(name);
    if (taken?.troly) return name; // another copy of this script: the first one stays
    if (!taken) {
      customElements.define(name, TroLy);
      return name;
    }
  }
  return undefined;
})();
