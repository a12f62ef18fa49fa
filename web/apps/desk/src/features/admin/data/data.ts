import { listOf, recordOf, textOf, type Values } from '../form/fields';

export const HEALTH_EVERY = 5000;

export interface Health {
  readonly id: string;
  readonly state: 'closed' | 'open' | 'trying';
  readonly since: string | null;
  readonly failures: number;
  readonly last: readonly { readonly at: string; readonly what: string; readonly why: string }[];
}

export interface Tried {
  readonly outcome: 'done' | 'empty' | 'failed' | 'late' | 'refused';
  readonly why: string;
  readonly milliseconds: number;
  readonly sent: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
  readonly status: number;
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Row {
  readonly id: string;
  readonly cells: Readonly<Record<string, string>>;
}

const named = (rows: Values[string] | undefined): string[] =>
  listOf(rows).map((one) => textOf(recordOf(one).name));

/** What one has to give: the placeholders of a request, the parameters of a query, the columns of a table. */
export function inputsOf(one: Values, ask: Values | undefined): readonly string[] {
  if (one.kind === 'table') return named(one.columns);
  const request = `${textOf(ask?.path)} ${ask?.body_kind === 'none' ? '' : textOf(ask?.body)}`;
  const places = ask?.sql
    ? textOf(ask.sql).matchAll(/(?<![:\p{L}\p{N}_]):(\p{L}[\p{L}\p{N}_]*)/gu)
    : request.matchAll(/\{(\p{L}[\p{L}\p{N}_]*)\}/gu);
  return [...new Set([...places].map(([, name]) => name ?? ''))];
}

/** `status_503` is said with the number. */
export const whyKey = (word: string): string => (word.startsWith('status_') ? 'status' : word);
