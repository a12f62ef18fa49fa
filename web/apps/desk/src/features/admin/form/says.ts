import type { Complaint, Complaints } from './draft';
import type { Field } from './fields';

/** What the server finds wrong (refused) or questionable (`warning`: saved and said). */
export interface ServerFinding {
  readonly field: string;
  readonly message: string;
  readonly code?: string;
  readonly severity?: 'error' | 'warning';
  readonly params?: Readonly<Record<string, string>>;
}

/** What is said inside a field, by the path within it. */
export function within(complaints: Complaints, name: string): Complaints {
  const inside = Object.entries(complaints).filter(([path]) => path.startsWith(`${name}.`));
  return Object.fromEntries(inside.map(([path, list]) => [path.slice(name.length + 1), list]));
}

/** What is said of each field of a record, at the field; what fits none stands under the empty name. */
export function atFields(fields: readonly Field[], complaints: Complaints): Complaints {
  const placed: Record<string, Complaint[]> = {};
  for (const [path, list] of Object.entries(complaints)) {
    const owner = fields.find(({ name }) => path === name || path.startsWith(`${name}.`));
    (placed[owner?.name ?? ''] ??= []).push(...list);
  }
  return placed;
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
    const path = pathIn(error.field) || named(fields, error.message);
    const owner = fields.find(({ name }) => path === name || path.startsWith(`${name}.`));
    const { code, params } = error;
    put(owner ? path : '', { code, params, words: wordsOf(error, owner ? '' : path) });
    if (owner && path !== owner.name && owner.kind !== 'part' && owner.kind !== 'rows')
      put(owner.name, { code, params, words: wordsOf(error, '') });
  }
  return placed;
}

const pathIn = (field: string): string =>
  field
    .replace(/^(\$|body)\.?/, '')
    .replace(/\[[`'"]?(.*?)[`'"]?\]/g, '.$1')
    .replace(/^\./, '');

/** A refusal of the whole may begin with the field that it means: `limit: a share lies between 0 and 1`. */
const named = (fields: readonly Field[], message: string): string => {
  const first = /^(\w+): /.exec(stripped(message))?.[1] ?? '';
  return fields.some(({ name }) => name === first) ? first : '';
};

const stripped = (message: string): string => message.replace(/^This: /, '').replace(/^Value error, /, '');

/** The server begins its sentence with the field's technical name; at the field that is said already. */
function wordsOf({ field, message }: ServerFinding, stray: string): string {
  const about = field || (/^(\w+): /.exec(stripped(message))?.[1] ?? '');
  const said = stripped(message);
  const plain = about && said.startsWith(`${about}: `) ? said.slice(about.length + 2) : said;
  return stray && !plain.includes(stray) ? `${stray}: ${plain}` : plain;
}
