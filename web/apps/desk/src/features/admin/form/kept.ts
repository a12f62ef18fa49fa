import { same } from './draft';
import type { Field, Json, Values } from './fields';

/** Drafts outlive leaving the page and a reload, on this computer, in this window. Secrets are never among them. */
export interface Kept {
  readonly base: Values;
  readonly draft: Values;
  readonly at: string;
}

const PREFIX = 'lt.draft.';

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const nameOf = (owner: string, resource: string, id: string): string => `${PREFIX}${owner}.${resource}.${id}`;

export function keep(
  shelf: Shelf,
  owner: string,
  resource: string,
  id: string,
  kept: Kept,
  fields: readonly Field[],
): void {
  const draft = withoutSecrets(fields, kept.draft);
  if (same(kept.base, draft)) return forget(shelf, owner, resource, id);
  try {
    shelf.setItem(nameOf(owner, resource, id), JSON.stringify({ ...kept, draft }));
  } catch {
    // A full or forbidden store loses the safety net, not the form.
  }
}

export function recall(shelf: Shelf, owner: string, resource: string, id: string): Kept | null {
  const text = shelf.getItem(nameOf(owner, resource, id));
  if (text === null) return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    forget(shelf, owner, resource, id);
    return null;
  }
}

export function forget(shelf: Shelf, owner: string, resource: string, id: string): void {
  shelf.removeItem(nameOf(owner, resource, id));
}

/** Fields that somebody else has saved differently since the draft was begun. */
export function overtaken(fields: readonly Field[], base: Values, current: Values): readonly Field[] {
  return fields.filter((field) => field.kind !== 'secret' && !same(base[field.name], current[field.name]));
}

/** The draft moved onto what is saved now: own changes stay, everything else is as the other left it. */
export function rebase(fields: readonly Field[], base: Values, draft: Values, current: Values): Values {
  const moved: Record<string, Json> = { ...current };
  for (const { name } of fields) {
    const own = draft[name];
    if (own !== undefined && !same(base[name], own)) moved[name] = own;
  }
  return moved;
}

function withoutSecrets(fields: readonly Field[], draft: Values): Values {
  const bare: Record<string, Json> = { ...draft };
  for (const field of fields) {
    if (field.kind === 'secret') delete bare[field.name];
    const inner = bare[field.name];
    if (field.kind === 'part' && inner) bare[field.name] = withoutSecrets(field.fields, inner as Values);
  }
  return bare;
}
