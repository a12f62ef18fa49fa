/** What the server tells of every kind of node: its fields, its exits and its words. */
export type Words = Readonly<Record<string, string>>;

export interface FieldShape {
  readonly name: string;
  readonly kind: string;
  readonly words: Words;
  readonly default: unknown;
  readonly needed: boolean;
  readonly more: boolean;
  readonly least: number | null;
  readonly most: number | null;
  readonly choices: Readonly<Record<string, Words>>;
  /** The kind of the catalog whose things the field names. */
  readonly names: string;
}

export interface NodeShape {
  readonly type: string;
  readonly group: string;
  readonly words: Words;
  readonly fields: readonly FieldShape[];
  readonly exits: Readonly<Record<string, Words>>;
  readonly leads_away: boolean;
}

export interface Palette {
  readonly groups: readonly {
    readonly group: string;
    readonly words: Words;
    readonly nodes: readonly NodeShape[];
  }[];
  /** What the checks of packs find, by code. */
  readonly findings: Readonly<Record<string, Words>>;
  readonly most_nodes: number;
  readonly most_bytes: number;
}

export type Shapes = ReadonlyMap<string, NodeShape>;

export const shapesOf = (palette: Palette): Shapes =>
  new Map(palette.groups.flatMap(({ nodes }) => nodes.map((shape) => [shape.type, shape] as const)));

export const wordOf = (words: Words | undefined, locale: string): string =>
  (words && (locale.startsWith('zh') ? words.zh : words.en)) ?? '';

export const hintOf = (words: Words | undefined, locale: string): string =>
  (words && (locale.startsWith('zh') ? words.hint_zh : words.hint_en)) ?? '';
