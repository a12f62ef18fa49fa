import { adapted, emptyOf, listOf, recordOf, textOf, type Field, type Json, type Values } from './fields';

export interface Change {
  readonly field: Field;
  /** The field as it was: its unit may differ by what else the draft says. */
  readonly was: Field;
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
  fields.filter((field) => shown(field, draft)).map((field) => adapted(field, draft));

/** What saving would change, in the order of the form. A secret counts once one is typed, or taken away (null). */
export function changes(fields: readonly Field[], base: Values, draft: Values): Change[] {
  return fields.flatMap((field) => {
    const before = base[field.name] ?? emptyOf(field);
    const after =
      field.kind === 'secret'
        ? draft[field.name] === null
          ? null
          : textOf(draft[field.name])
        : (draft[field.name] ?? emptyOf(field));
    if (field.kind === 'secret' ? after === '' : same(before, after)) return [];
    return [{ field: adapted(field, draft), was: adapted(field, base), before, after }];
  });
}

export function check(fields: readonly Field[], draft: Values, isNew: boolean): Complaints {
  const found: Record<string, readonly Complaint[]> = {};
  for (const field of fieldsShown(fields, draft))
    Object.assign(found, checkDeep(field, draft[field.name], isNew));
  return found;
}

/** A field and what is inside it, by path: `rings.1.after`. */
export function checkDeep(field: Field, value: Json | undefined, isNew: boolean): Complaints {
  const own = checkField(field, value, isNew);
  const found: Record<string, readonly Complaint[]> = own.length > 0 ? { [field.name]: own } : {};
  const inside = (values: Json | undefined, path: string): void => {
    if (field.kind !== 'part' && field.kind !== 'rows') return;
    for (const [name, complaints] of Object.entries(check(field.fields, recordOf(values), isNew)))
      found[`${path}.${name}`] = complaints;
  };
  if (field.kind === 'part' && value) inside(value, field.name);
  if (field.kind === 'rows') {
    listOf(value).forEach((row, at) => inside(row, `${field.name}.${at}`));
    Object.assign(found, checkOrder(field, value, found));
  }
  return found;
}

function checkOrder(
  field: Extract<Field, { kind: 'rows' }>,
  value: Json | undefined,
  found: Complaints,
): Complaints {
  if (!field.by) return {};
  const numbers = listOf(value).map((row) => recordOf(row)[field.by]);
  const early = numbers.flatMap((number, at) =>
    at > 0 && Number(number) <= Number(numbers[at - 1]) ? [`${field.name}.${at}.${field.by}`] : [],
  );
  return Object.fromEntries(
    early.filter((path) => !(path in found)).map((path) => [path, [{ key: 'later' }]]),
  );
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
      if (!textOf(value)) return [];
      if (textOf(value).length < field.shortest)
        return [{ key: 'shortest', params: { count: field.shortest } }];
      return field.pattern && !field.pattern.test(textOf(value)) ? [{ key: field.hint ?? 'form' }] : [];
    case 'days':
      return Object.values(recordOf(value)).every((day) => day === '' || DAY.test(textOf(day)))
        ? []
        : [{ key: 'date' }];
    case 'pairs':
      return Object.values(recordOf(value)).every((other) => textOf(other) !== '') ? [] : [{ key: 'pair' }];
    case 'lines': {
      const wrong = listOf(value).find((line) => field.pattern && !field.pattern.test(textOf(line)));
      return wrong === undefined ? [] : [{ key: field.hint ?? 'line', params: { line: textOf(wrong) } }];
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

export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return false;
}

function checkNumber(field: Extract<Field, { kind: 'number' }>, value: Json | undefined): Complaint[] {
  const { min, max, scale = 1 } = field;
  if (typeof value !== 'number' || Number.isNaN(value)) return [{ key: 'number' }];
  if (value >= min && value <= max) return [];
  const typed = (bound: number): number => Math.round(bound * scale * 100) / 100;
  return [{ key: 'range', params: { min: typed(min), max: typed(max) } }];
}

function checkWeek(value: Json | undefined): Complaint[] {
  const week = listOf(value);
  if (!week.some((day) => listOf(day).length > 0)) return [{ key: 'never_open' }];
  return week.flatMap((day) => checkHours(listOf(day), ''));
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

function checkHours(hours: readonly Json[], date: string): Complaint[] {
  if (date !== '' && !DAY.test(date)) return [{ key: 'date' }];
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
 * The body of a PUT or POST: the described fields and the revision that the person saw. Left out is a secret
 * that nobody typed, and a part that nobody touched.
 */
export function bodyOf(fields: readonly Field[], base: Values, draft: Values): Values {
  const body: Record<string, Json> = {};
  for (const field of fields) {
    const value = draft[field.name];
    if (value === undefined || (field.kind === 'secret' && value === '')) continue;
    if (field.kind === 'part' && same(base[field.name], value)) continue;
    body[field.name] = field.kind === 'secret' && value === null ? '' : value;
  }
  return typeof draft.revision === 'number' ? { ...body, revision: draft.revision } : body;
}
