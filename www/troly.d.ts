// Types of the public element <tro-ly>. Reference with examples: docs/element.md.

/** What a page's own source says of people; proposed like a paper, with source and date. See docs/records.md. */
export interface TrolyRecord {
  'troly-record': 1;
  kind: 'host';
  /** Name of the source, as people know it. */
  source?: string;
  /** Of when it is: yyyy-mm-dd, yyyy-mm or yyyy. */
  issuedOn?: string;
  /** The last day on which it counts. */
  expiresOn?: string;
  people: {
    /** Any name for this person within the record. */
    id: string;
    /** The role of the form that this person has, if nobody else does. */
    plays?: string;
    /** What this person is to others of the record: `{ mother: 'child' }`. */
    is?: Record<string, string | string[]>;
    /** By the names of the shared vocabulary: `person.name`. */
    attributes: Record<string, unknown>;
  }[];
}

/** How far a dossier is. Numbers only: no value of an answer is among them. */
export interface TrolyCounts {
  /** Boxes of the official form that are shown now. */
  boxes: number;
  /** Of these: answered. */
  answered: number;
  /** Of these: filled without typing. */
  filled: number;
  /** Required boxes still empty. */
  missing: number;
  /** Errors left; the dossier cannot be handed over before there are none. */
  errors: number;
}

/** What the page gets when the citizen hands the dossier over. */
export interface TrolySubmit {
  /** The answers alone, nested, as the JSON Schema derived from the definition says (`troly schema`). */
  data: Record<string, unknown>;
  /** The whole versioned dossier: answers, origins, casting, definition version. `openDossier` opens it again. */
  dossier: Record<string, unknown>;
  /** The contents of the attached files, by the `id` that the data give for them. */
  files: Map<string, File>;
}

/** Stable codes of what can go wrong. */
export type TrolyErrorCode =
  | 'wasm.blocked' | 'wasm.unsupported' | 'wasm.load'
  | 'definition.missing' | 'definition.origin' | 'definition.load' | 'definition.too-large' | 'definition.packed' | 'definition.other'
  | 'import.not-a-dossier' | 'import.newer' | 'import.other-procedure' | 'import.damaged'
  | 'panic'
  // codes of a damaged definition and of scanning; more may come
  | (string & {});

export interface TrolyEventMap {
  /** The form is there. */
  'troly-ready': CustomEvent<Record<string, never>>;
  /** Answers or findings changed. */
  'troly-change': CustomEvent<TrolyCounts>;
  /** Boxes are about to be filled from a paper or the casting; `preventDefault()` stops it. `paths` are ids of fields. */
  'troly-fill': CustomEvent<{ count: number; paths: string[] }>;
  /** The citizen hands the dossier over; `preventDefault()` says that the page could not take it. */
  'troly-submit': CustomEvent<TrolySubmit>;
  /** Something went wrong; `pointer`: where in the definition (a JSON pointer), if it is wrong at some place. */
  'troly-error': CustomEvent<{ code: TrolyErrorCode; pointer?: string }>;
}

export interface TrolyElement extends HTMLElement {
  /** Address of the definition, on this origin. Changing it puts the present dossier aside, in memory. */
  procedure: string;
  /**
   * The definition itself, for pages that hold it: its JSON as a text or as an object, which is read when it is set. Goes before
   * `procedure`; `null`: there is none, and `procedure` counts again. Another one puts the present dossier aside, in memory, until
   * one with its `id` is set again: a corrected definition keeps the answers.
   */
  definition: string | object | null;
  /**
   * The keys of issuers whose credentials this page trusts: JSON as a text or as an object, one issuer or an array of them, as
   * issuers publish them under `/.well-known/jwt-vc-issuer`. May be set at any time; read whenever a citizen brings a credential.
   */
  issuers?: string | object | null;
  /** `vi` (default) or `en`. */
  lang: string;
  /** Under which name the data goes into the form around the element, once handed over. */
  name: string;
  /** The form around the element is valid only when the dossier was handed over. */
  required: boolean;
  /** The day that rules count from, YYYY-MM-DD; empty: today on this device. Read when the form is opened. */
  today: string;
  readonly type: 'tro-ly';
  readonly form: HTMLFormElement | null;
  readonly validity: ValidityState | undefined;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  /** `form`: the form itself comes first, not the page that says what the procedure asks for. Read when it is shown. */
  start: string;
  // The attribute `machine="shared"` says that strangers use this machine: nothing is kept then unless somebody says that it is their own.
  checkValidity(): boolean;
  /** Shows all that is left to do, as handing over does, and goes to the first of it. */
  reportValidity(): boolean;
  /** Opens an exported dossier; `false`: `troly-error` has said why, and nothing has changed. */
  openDossier(dossier: string | Record<string, unknown>): Promise<boolean>;
  /** Fills in what the page has kept of this person (`detail.data` of `troly-submit`, or part of such); `false` as above. */
  fillData(data: string | Record<string, unknown> | TrolyRecord | TrolyRecord[]): Promise<boolean>;

  addEventListener<K extends keyof TrolyEventMap>(type: K, listener: (this: TrolyElement, event: TrolyEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof TrolyEventMap>(type: K, listener: (this: TrolyElement, event: TrolyEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** The name that the element got: `tro-ly`, or `tro-ly-form` when something else on the page has that name. */
export const tagName: 'tro-ly' | 'tro-ly-form' | undefined;

declare global {
  interface HTMLElementTagNameMap {
    'tro-ly': TrolyElement;
    'tro-ly-form': TrolyElement;
  }
}
