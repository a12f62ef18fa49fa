import type { ResourceKey, Unit } from './names';

/** What a form is made of. A resource is described, never drawn by hand; all else follows from it. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Values = Readonly<Record<string, Json>>;

export type { ResourceKey, Unit };

/** A sentence that says what a value comes to: a key below `admin.example`; `unit` is told as a word. */
export interface Example {
  readonly key: string;
  readonly unit?: Unit;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What differs by the rest of the draft: the unit and range of a number, the list to choose from. */
export interface Adapted {
  readonly unit?: Unit;
  readonly scale?: number;
  readonly min?: number;
  readonly max?: number;
  readonly start?: Json;
  readonly to?: ResourceKey;
  readonly options?: readonly string[];
  readonly help?: string;
}

interface Common {
  readonly name: string;
  /** What names it on the screen, where one name means several things. */
  readonly label?: string;
  readonly required?: boolean;
  /** The product's value for a field that nobody has set; shown with a reset. */
  readonly standard?: Json;
  /** What a new thing begins with where the product has no value of its own. */
  readonly start?: Json;
  /** Shown only while this holds for the draft. */
  readonly when?: (draft: Values) => boolean;
  /** Given once, when the thing is made. */
  readonly fixed?: boolean;
  /** Message key below `admin.help`, where a line of help is wanted. */
  readonly help?: string;
  readonly adapt?: (draft: Values) => Adapted;
  readonly example?: (draft: Values) => Example | null;
  /** Fields beside this one that begin again when it changes. */
  readonly clears?: readonly string[];
  /** What a change of this field brings with it. */
  readonly brings?: (draft: Values) => Values;
}

export type Field =
  | (Common & {
      readonly kind: 'text';
      readonly pattern?: RegExp;
      readonly hint?: string;
      readonly long?: boolean;
      readonly short?: boolean;
      /** What others hold already, offered while typing. */
      readonly suggest?: (lists: Lists) => readonly string[];
    })
  | (Common & {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly step?: number;
      readonly unit?: Unit;
      /** The form shows value × scale: a share of 0.8 is typed as 80 %. */
      readonly scale?: number;
      readonly zero?: 'no_limit' | 'never' | 'last';
    })
  | (Common & { readonly kind: 'toggle' })
  | (Common & {
      readonly kind: 'choice';
      readonly options: readonly string[];
      /** `sentences`: one below the other, each with a line below `admin.sentence`. `menu`: too many for that. */
      readonly as?: 'sentences' | 'menu';
    })
  | (Common & { readonly kind: 'set'; readonly options: readonly string[] })
  | (Common & {
      readonly kind: 'link';
      readonly to: ResourceKey;
      /** What names the other thing: its id. */ readonly by?: 'id' | 'name';
    })
  | (Common & {
      readonly kind: 'links';
      readonly to: ResourceKey;
      /** Where names are looked up, if not in `to` alone. */ readonly among?: readonly ResourceKey[];
      readonly compact?: boolean;
    })
  | (Common & {
      readonly kind: 'levels';
      readonly to: ResourceKey;
      readonly min: number;
      readonly max: number;
      readonly compact?: boolean;
    })
  | (Common & { readonly kind: 'lines'; readonly pattern?: RegExp; readonly hint?: string })
  | (Common & {
      readonly kind: 'secret';
      readonly shortest: number;
      readonly pattern?: RegExp;
      readonly hint?: string;
      /** The field that says whether one is kept; it may then be taken away, which is sent as "". */
      readonly kept?: string;
    })
  /** The name of a prompt. */
  | (Common & { readonly kind: 'prompt' })
  /** A last day by name; "" for ever. */
  | (Common & { readonly kind: 'days'; readonly suggest?: (lists: Lists) => readonly string[] })
  /** One thing of `to` for a thing of `from`, by id. */
  | (Common & { readonly kind: 'pairs'; readonly from: ResourceKey; readonly to: ResourceKey })
  /** Records in an order. `by`: the number that rises from row to row and stays in its place when rows move,
      or '' where the order alone counts. */
  | (Common & {
      readonly kind: 'rows';
      readonly fields: readonly Field[];
      readonly by: string;
      readonly most: number;
    })
  | (Common & { readonly kind: 'week' })
  | (Common & { readonly kind: 'special_days' })
  | (Common & { readonly kind: 'part'; readonly fields: readonly Field[] });

export type FieldOf<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>;

export interface Section {
  /** Message key below `admin.section`. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Things that can cut people off stand apart, at the end. */
  readonly danger?: boolean;
}

export interface Column {
  readonly name: string;
  readonly align?: 'end';
}

export type Lists = Readonly<Partial<Record<ResourceKey, readonly Values[]>>>;

export interface Resource {
  readonly key: ResourceKey;
  readonly permission: 'admin.users' | 'admin.center' | 'admin.trunks';
  readonly columns: readonly Column[];
  readonly sections: readonly Section[];
  /** Lists that the form chooses from, or that tell whom a change touches. */
  readonly needs: readonly ResourceKey[];
  /** How many others a change touches; said before Save. */
  readonly touches?: (id: string, lists: Lists) => number;
  /** The server makes a secret at the start and on demand, and shows it once. */
  readonly secretOnce?: boolean;
  /** Makes a row of the api into what the form edits, where the two differ. */
  readonly incoming?: (row: Values) => Values;
  readonly wide?: boolean;
  /** Who receives what the things of this resource send checks it with a secret of the center. */
  readonly signs?: boolean;
  /** Each of its things can be asked once, with typed values: the path of its api below /api/sources. */
  readonly tries?: 'services' | 'data';
  /** It speaks or recognizes: it can be tried. */
  readonly speaks?: boolean;
}

export const fieldsOf = (resource: Resource): readonly Field[] =>
  resource.sections.flatMap((section) => section.fields);

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

export const recordOf = (value: Json | undefined): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};

/** What a new thing starts with. */
export function blank(fields: readonly Field[]): Values {
  let values: Values = {};
  for (const field of fields) values = { ...values, [field.name]: beginning(adapted(field, values)) };
  return values;
}

export const beginning = (field: Field): Json => field.start ?? field.standard ?? emptyOf(field);

export const adapted = (field: Field, draft: Values): Field =>
  field.adapt ? ({ ...field, ...field.adapt(draft) } as Field) : field;

/** The draft with one field changed, and those begun again that depend on it. */
export function withChange(fields: readonly Field[], draft: Values, name: string, value: Json): Values {
  const cause = fields.find((field) => field.name === name);
  let changed: Values = { ...draft, [name]: value };
  changed = { ...changed, ...cause?.brings?.(changed) };
  for (const other of cause?.clears ?? []) {
    const field = fieldNamed(fields, other, changed);
    if (field) changed = { ...changed, [other]: beginning(field) };
  }
  return changed;
}

/** Several fields may share a name, one of them shown at a time. */
export function fieldNamed(fields: readonly Field[], name: string, draft: Values): Field | undefined {
  const named = fields.filter((field) => field.name === name);
  const found = named.find((field) => field.when?.(draft) ?? true) ?? named[0];
  return found && adapted(found, draft);
}

export function emptyOf(field: Field): Json {
  switch (field.kind) {
    case 'number':
      return field.min;
    case 'toggle':
      return false;
    case 'choice':
      return field.options[0] ?? '';
    case 'set':
    case 'links':
    case 'lines':
    case 'special_days':
    case 'rows':
      return [];
    case 'levels':
    case 'days':
    case 'pairs':
      return {};
    case 'week':
      return [[], [], [], [], [], [], []];
    case 'part':
      return null;
    default:
      return '';
  }
}
