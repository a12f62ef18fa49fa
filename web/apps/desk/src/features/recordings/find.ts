import type { LocationQuery } from 'vue-router';

/** What stands in the address: nothing of it is about a person outside. */
export const KEPT_IN_ADDRESS = [
  'serial',
  'queue',
  'agent',
  'direction',
  'state',
  'from',
  'to',
  'shortest',
  'longest',
] as const;
export const STATES = ['held', 'altered', 'incomplete', 'removed', 'paused', 'silent', 'noted'] as const;

export type InAddress = Record<(typeof KEPT_IN_ADDRESS)[number], string>;
/** Typed here and sent in the body alone: numbers and words of callers. */
export interface Typed {
  readonly number: string;
  readonly dialed: string;
  readonly text: string;
}

export function addressIn(query: LocationQuery): InAddress {
  const pairs = KEPT_IN_ADDRESS.map((name) => [name, typeof query[name] === 'string' ? query[name] : '']);
  return Object.fromEntries(pairs) as InAddress;
}

export const queryOf = (address: InAddress): Record<string, string> =>
  Object.fromEntries(Object.entries(address).filter(([, value]) => value !== ''));

const whole = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;

function startOf(day: string, later: number): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return undefined;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later).toISOString();
}

/** The body of the search; what is not set is left out. */
export function bodyOf(address: InAddress, typed: Typed, cursor: string): Record<string, unknown> {
  const all = {
    ...typed,
    serial: whole(address.serial) || undefined,
    queue: address.queue,
    agent: address.agent,
    direction: address.direction,
    state: address.state,
    since: startOf(address.from, 0),
    until: startOf(address.to, 1),
    shortest: whole(address.shortest),
    longest: whole(address.longest),
    cursor,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '' && value !== undefined));
}
