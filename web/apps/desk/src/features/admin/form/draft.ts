import { emptyOf, listOf, recordOf, textOf, type Field, type Json, type Values } from './fields';

export interface Change {
  readonly field: Field;
  readonly before: Json;
  readonly after: Json;
}

/** A complaint at a field: a key below `admin.check`, or what the server said (its `code` is below `admin.says`). */
export interface Complaint {
  readonly key?: string;
  readonly code?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly words?: string;
}

export type Complaints = Readonly<Record<string, readonly Complaint[]>>;

/** What the server finds wrong (refused) or questionable (`warning`: saved and said). */
export interface ServerFinding {
  readonly field: string;
  readonly message: string;
  readonly code?: string;
  readonly severity?: 'error' | 'warning';
  readonly params?: Readonly<Record<string, string>>;
}

/** Equal as JSON, whatever the order of keys. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Values).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

const shown = (field: Field, draft: Values): boolean => field.when?.(draft) ?? true;

export const fieldsShown = (fields: readonly Field[], draft: Values): readonly Field[] =>
  fields.filter((field) => shown(field, draft));

/** What saving would change, in the order of the form. A write-only secret counts as soon as one is typed. */
export function changes(fields: readonly Field[], base: Values, draft: Values): Change[] {
  return fields.flatMap((field) => {
    const before = base[field.name] ?? emptyOf(field);
    const after = draft[field.name] ?? emptyOf(field);
    if (field.kind === 'secret' ? after === '' : same(before, after)) return [];
    return [{ field, before, after }];
  });
}

export function check(fields: readonly Field[], draft: Values, isNew: boolean): Complaints {
  const found: Record<string, readonly Complaint[]> = {};
  for (const field of fieldsShown(fields, draft)) {
    const complaints = checkField(field, draft[field.name], isNew);
    if (complaints.length > 0) found[field.name] = complaints;
    if (field.kind === 'part' && draft[field.name]) {
      const inner = check(field.fields, recordOf(draft[field.name]), isNew);
      for (const [name, value] of Object.entries(inner)) found[`${field.name}.${name}`] = value;
    }
  }
  return found;
}

export function checkField(field: Field, value: Json | undefined, isNew: boolean): Complaint[] {
  if (field.required && isEmpty(value) && (field.kind !== 'secret' || isNew)) return [{ key: 'required' }];
  switch (field.kind) {
    case 'text':
      return field.pattern && textOf(value) && !field.pattern.test(textOf(value))
        ? [{ key: field.hint ?? 'form' }]
        : [];
    case 'number':
      return checkNumber(field, value);
    case 'secret':
      return textOf(value) && textOf(value).length < field.shortest
        ? [{ key: 'shortest', params: { count: field.shortest } }]
        : [];
    case 'lines': {
      const wrong = listOf(value).find((line) => field.pattern && !field.pattern.test(textOf(line)));
      return wrong === undefined ? [] : [{ key: 'line', params: { line: textOf(wrong) } }];
    }
    case 'week':
      return checkWeek(value);
    case 'special_days':
      return listOf(value).flatMap((day) =>
        checkHours(listOf(recordOf(day)['hours']), textOf(recordOf(day)['date'])),
      );
    default:
      return [];
  }
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return false;
}

function checkNumber(field: Extract<Field, { kind: 'number' }>, value: Json | undefined): Complaint[] {
  const { min, max, scale = 1 } = field;
  if (typeof value !== 'number' || Number.isNaN(value)) return [{ key: 'number' }];
  if (value >= min && value <= max) return [];
  return [{ key: 'range', params: { min: min * scale, max: max * scale } }];
}

function checkWeek(value: Json | undefined): Complaint[] {
  const week = listOf(value);
  if (!week.some((day) => listOf(day).length > 0)) return [{ key: 'never_open' }];
  return week.flatMap((day) => checkHours(listOf(day), ''));
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

function checkHours(hours: readonly Json[], date: string): Complaint[] {
  if (date !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(date)) return [{ key: 'date' }];
  const wrong = hours.map(recordOf).find(({ opens, closes }) => {
    const [from, to] = [textOf(opens), textOf(closes)];
    return !CLOCK.test(from) || !CLOCK.test(to) || from >= to;
  });
  if (!wrong) return [];
  return [
    { key: 'hours', params: { from: textOf(wrong['opens']) || '–', to: textOf(wrong['closes']) || '–' } },
  ];
}

/**
 * Puts a refusal's errors at their fields. `field` may be deeper than a field of the form (`nodes.main.keys.1`):
 * such an error stands at the nearest described field, and at its own path for forms that draw deeper.
 * What fits nowhere comes back under the empty name and stands above the form.
 */
export function placeErrors(fields: readonly Field[], errors: readonly ServerFinding[]): Complaints {
  const placed: Record<string, Complaint[]> = {};
  const put = (name: string, complaint: Complaint): void => {
    (placed[name] ??= []).push(complaint);
  };
  for (const error of errors) {
    const path = pathIn(error.field);
    const owner = fields.find(({ name }) => path === name || path.startsWith(`${name}.`));
    const { code, params } = error;
    put(owner ? path : '', { code, params, words: wordsOf(error, owner ? '' : path) });
    if (owner && path !== owner.name && owner.kind !== 'part')
      put(owner.name, { code, params, words: wordsOf(error, '') });
  }
  return placed;
}

const pathIn = (field: string): string =>
  field
    .replace(/^(\$|body)\.?/, '')
    .replace(/\[[`'"]?(.*?)[`'"]?\]/g, '.$1')
    .replace(/^\./, '');

/** The server begins its sentence with the field's technical name; at the field that is said already. */
function wordsOf({ field, message }: ServerFinding, stray: string): string {
  const plain = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return stray && !plain.includes(stray) ? `${stray}: ${plain}` : plain;
}

/**
 * The body of a PUT or POST: the described fields and the revision that the person saw. Left out is a secret
 * that nobody typed, and a part that nobody touched.
 */
export function bodyOf(fields: readonly Field[], base: Values, draft: Values): Values {
  const body: Record<string, Json> = {};
  for (const field of fields) {
    const value = draft[field.name];
    if (value === undefined || (field.kind === 'secret' && value === '')) continue;
    if (field.kind === 'part' && same(base[field.name], value)) continue;
    body[field.name] = value;
  }
  return typeof draft.revision === 'number' ? { ...body, revision: draft.revision } : body;
}
