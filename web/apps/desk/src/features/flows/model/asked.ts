/** What may be asked of an HTTP service, a table or a database: names of requests, of what goes in and comes out. */
type Row = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly requests: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const NOTHING: Asked = { requests: [], inputs: [], outputs: [] };
const BRACED = /\{([^\W\d]\w{0,39})\}/gu;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as readonly Row[]) : []);
const namesOf = (value: unknown): readonly string[] => rows(value).map((one) => text(one.name));
const one = (value: unknown, name: string): Row | undefined =>
  rows(value).find((each) => text(each.name) === name);

export function askedOf(type: string, thing: Row | undefined, request: string): Asked {
  if (!thing) return NOTHING;
  if (type === 'http') {
    const chosen = one(thing.requests, request);
    const braced = [text(chosen?.path), text(chosen?.body)].flatMap((each) => [...each.matchAll(BRACED)]);
    return {
      requests: namesOf(thing.requests),
      inputs: [...new Set(braced.map((found) => found[1] ?? ''))],
      outputs: namesOf(chosen?.answers),
    };
  }
  const columns = namesOf(thing.columns);
  if (thing.kind === 'table') return { requests: [], inputs: columns, outputs: columns };
  const writes = type === 'write';
  return {
    requests: rows(thing.queries)
      .filter((each) => (each.writes === true) === writes)
      .map((each) => text(each.name)),
    inputs: namesOf(one(thing.queries, request)?.parameters),
    outputs: [],
  };
}
