// Types of `troly-address`. They need no library but ECMAScript's: neither DOM nor Node.

/** The version of this package. */
export declare const version: string;

/**
 * How certain an answer is; never more than the law.
 *
 * - `certain`: one commune, by law. The whole old unit went there, or (for people) "toàn bộ dân số".
 * - `candidates`: several communes are possible and no official rule decides. A person has to pick.
 * - `province_only`: the province (perhaps the district) is known, the commune is not given or not recognised.
 * - `already_new`: it names a commune of today.
 * - `not_found`: nothing in it is a Vietnamese unit that can be told.
 * - `contradictory`: its parts contradict one another.
 */
export type Status = 'certain' | 'candidates' | 'province_only' | 'already_new' | 'not_found' | 'contradictory';

/**
 * Why a commune is a candidate.
 *
 * - `current`: the address names it.
 * - `whole`: the whole old unit became part of it.
 * - `population`: the resolution sends "toàn bộ dân số" of the old unit there.
 * - `part`: part of the old unit, people included, went there; no official rule says which part.
 * - `area`: only land of the old unit went there.
 * - `district`: it lies in the district that the address names.
 */
export type Basis = 'current' | 'whole' | 'population' | 'part' | 'area' | 'district';

/** Whether the address is about people (residence, birth, registration) or about a parcel of land: they may have gone to different communes. */
export type Subject = 'people' | 'land';

/** `tỉnh` or `thành phố`, as of {@link Addresses.asOf}. */
export type ProvinceType = 'province' | 'city';

/** `phường`, `xã` or `đặc khu`, as of {@link Addresses.asOf}. */
export type CommuneType = 'ward' | 'commune' | 'special_zone';

/** What a piece of an address was read as; `detail` is all below the commune. */
export type PartName = 'detail' | 'commune' | 'district' | 'province';

/** A unit with its official code. */
export interface Named {
  /** Official code; text, since it may begin with zeros. */
  code: string;
  /** With its type: "Thành phố Hồ Chí Minh". */
  name: string;
}

/** One of the 34 provinces and cities of today. */
export interface Province extends Named {
  /** "Hồ Chí Minh". */
  shortName: string;
  type: ProvinceType;
  /** The resolution that arranged its communes: "1685/NQ-UBTVQH15". */
  resolution: string;
}

/** One of the 3,321 communes of today. */
export interface Commune extends Named {
  /** "Sài Gòn". */
  shortName: string;
  type: CommuneType;
  province: Named;
}

/** A unit of the lowest level until 30 June 2025. */
export interface FormerUnit extends Named {
  /** The district it lay in; three digits. */
  district: Named;
  /** The province of that time; two digits. */
  province: Named;
}

/** An old unit that a commune of today was made from. */
export interface Origin extends FormerUnit {
  /** `whole`, `population`, `part`, or `area`: how much of it. */
  basis: Basis;
}

/** A commune of today that an address may mean. */
export interface Candidate extends Named {
  type: CommuneType;
  province: Named;
  basis: Basis;
  /** Likeliest by where the old unit's centre lies: a guess from unofficial data. Show it first and marked; never fill it in silence. */
  unofficialGuess: boolean;
  /** The address of today in one line, if it is this one. */
  address: string;
}

/** A piece of the text. `text.slice(start, end)` of what you passed is what was written. */
export interface Part {
  part: PartName;
  /** In Unicode Form C. */
  text: string;
  start: number;
  end: number;
}

/** The answer to one address. */
export interface Conversion {
  status: Status;
  /** The address of today in one line, where there is no doubt (`certain`, `already_new`); otherwise `null`. */
  address: string | null;
  /** House number, street, alley, hamlet, building: as written. */
  detail: string;
  /**
   * The communes it may mean, likeliest first. One for `certain` and `already_new`; none for `province_only` and
   * `not_found`; for `contradictory` what its parts would mean taken separately (perhaps none).
   */
  candidates: Candidate[];
  /** The old units that were recognised. */
  former: FormerUnit[];
  /** The province of today, where it is known. */
  province: Named | null;
  /** With `province_only`: codes of the communes of today in the district, if one was named. */
  within: string[];
  /** With `already_new`: what it would mean if it were an older address without its district. Show it as a warning. */
  also: Candidate[];
  /** The resolution that decides: "1685/NQ-UBTVQH15". */
  resolution: string | null;
  /** Whether a misspelt name was read as its only near neighbour. */
  corrected: boolean;
  /** Where each part stands in the text. */
  parts: Part[];
  /** Why, in a sentence for the person whose address it is. */
  explanation: { vi: string; en: string };
}

/** An address, taken apart. */
export interface Parsed {
  detail: string;
  /** As written, with its type word; `null` where there is none. */
  commune: string | null;
  district: string | null;
  province: string | null;
  parts: Part[];
}

/** One line of a picker. */
export interface Hit {
  commune: Commune;
  /** The old unit whose name was typed, if it was not the new name: "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh". */
  via: string | null;
  /** Whether that old unit went to several communes. */
  split: boolean;
}

export interface ConvertOptions {
  /** People unless told. */
  for?: Subject;
}

export interface SearchOptions {
  /** 10 unless told. */
  limit?: number;
  /** Only the communes of this province: its code of two digits. */
  province?: string;
}

/** All that can be asked. The functions need no `this`: `const { convert } = await load()`. */
export interface Addresses {
  /** The day of the newest change that the data knows: "2026-10-01". */
  readonly asOf: string;

  /** Reads an address in any form that people write, old or new, and says which commune of today it is in. Answers to any string. */
  convert(text: string, options?: ConvertOptions): Conversion;

  /** The same for many, one after the other as they are asked for, in their order. */
  convertAll(texts: Iterable<string>, options?: ConvertOptions): Generator<Conversion, void, undefined>;
  convertAll(texts: AsyncIterable<string>, options?: ConvertOptions): AsyncGenerator<Conversion, void, undefined>;

  /** Takes an address apart. */
  parse(text: string): Parsed;

  /** Communes of today for what someone has typed so far, best first: by new name, old name or province, accents or not, misspelt or not. */
  search(query: string, options?: SearchOptions): Hit[];

  /** The old units that a commune of today was made from, for papers that must quote the old name. None for an unknown code. */
  origins(communeCode: string): Origin[];

  /** The communes that an old unit went to, by its code of that time; one alone means that there is no doubt. None for an unknown code. */
  successors(unitCode: string, options?: ConvertOptions): Candidate[];

  /** The 34 provinces and cities, by code. */
  provinces(): Province[];

  /** The communes of a province by its code, or all 3,321. None for an unknown code. */
  communes(provinceCode?: string): Commune[];
}

/** What has the bytes of a file: an address, an answer of `fetch`, or the bytes. */
export type Source = string | { readonly href: string } | ResponseLike | ArrayBufferLike | ArrayBufferView;

/** As much of a `Response` as is needed. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Where the two files are that have to be loaded. */
export interface Sources {
  /** `troly-address.wasm`, or a compiled `WebAssembly.Module`; beside the script unless told. It is loaded once: later ones are not looked at. */
  module?: Source | object | Promise<Source | object>;
  /** `units.bin`; beside the script unless told. */
  units?: Source | Promise<Source>;
}

/**
 * Loads the module and the units: from beside the script unless told otherwise. A single source is that of the units.
 *
 * @throws {AddressError} if something cannot be loaded. Calling again tries again.
 */
export declare function load(source?: Source | Promise<Source> | Sources): Promise<Addresses>;

/**
 * - `load.module`, `load.units`: that file cannot be loaded, or the module not started.
 * - `units.…`: what was loaded is not a units file; is one of another version; is cut short; is damaged.
 * - `broken`: the module broke down. It should not; please report it, without the address.
 */
export type ErrorCode =
  | 'load.module'
  | 'load.units'
  | 'units.magic'
  | 'units.version'
  | 'units.length'
  | 'units.checksum'
  | 'units.content'
  | 'broken';

/** What can go wrong. An argument of a wrong type is a `TypeError` whose `code` begins with `argument.`. */
export declare class AddressError extends Error {
  readonly name: 'AddressError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown });
}
