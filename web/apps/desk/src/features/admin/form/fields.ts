/** What a form is made of. A resource is described, never drawn by hand; pages, checks and differences follow from it. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Values = Readonly<Record<string, Json>>;

export type ResourceKey =
  | 'users'
  | 'roles'
  | 'teams'
  | 'skills'
  | 'agents'
  | 'queues'
  | 'entry-points'
  | 'flows'
  | 'calendars'
  | 'reasons'
  | 'dispositions'
  | 'trunks'
  | 'phones'
  | 'alarm-rules';

export type Unit = 'seconds' | 'percent' | 'callers' | 'minutes';

interface Common {
  readonly name: string;
  readonly required?: boolean;
  /** The product's value for a field that nobody has set; shown with a reset. */
  readonly standard?: Json;
  /** Shown only while this holds for the draft. */
  readonly when?: (draft: Values) => boolean;
  /** Given once, when the thing is made. */
  readonly fixed?: boolean;
  /** Message key below `admin.help`, where a line of help is wanted. */
  readonly help?: string;
}

export type Field =
  | (Common & {
      readonly kind: 'text';
      readonly pattern?: RegExp;
      readonly hint?: string;
      readonly long?: boolean;
    })
  | (Common & {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly step?: number;
      readonly unit?: Unit;
      /** The form shows value × scale: a share of 0.8 is typed as 80 %. */
      readonly scale?: number;
      readonly zero?: 'no_limit' | 'never';
    })
  | (Common & { readonly kind: 'toggle' })
  | (Common & { readonly kind: 'choice'; readonly options: readonly string[] })
  | (Common & { readonly kind: 'set'; readonly options: readonly string[] })
  | (Common & {
      readonly kind: 'link';
      readonly to: ResourceKey;
      /** What names the other thing: its id. */ readonly by?: 'id' | 'name';
    })
  | (Common & { readonly kind: 'links'; readonly to: ResourceKey })
  | (Common & {
      readonly kind: 'levels';
      readonly to: ResourceKey;
      readonly min: number;
      readonly max: number;
    })
  | (Common & { readonly kind: 'lines'; readonly pattern?: RegExp })
  | (Common & { readonly kind: 'secret'; readonly shortest: number })
  | (Common & { readonly kind: 'week' })
  | (Common & { readonly kind: 'special_days' })
  | (Common & { readonly kind: 'part'; readonly fields: readonly Field[] })
  /** One of the draft's own `nodes`. */
  | (Common & { readonly kind: 'node' })
  | (Common & { readonly kind: 'nodes' });

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
  return Object.fromEntries(fields.map((field) => [field.name, field.standard ?? emptyOf(field)]));
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
      return [];
    case 'levels':
    case 'nodes':
      return {};
    case 'week':
      return [[], [], [], [], [], [], []];
    case 'part':
      return null;
    default:
      return '';
  }
}
