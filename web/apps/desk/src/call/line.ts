import type { InteractionView } from '@lingtong/client';

import { partyName, shownNumber } from './names';

/** A piece of a line: a sentence by key, a text as it is, or a clock. `amberAfter` in seconds. */
export interface Piece {
  readonly key?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly since?: string;
  readonly amberAfter?: number;
  readonly strong?: boolean;
  readonly tone?: 'warn' | 'danger';
}

export type IdentityAct = 'ready' | 'log_in' | 'check' | 'take_phone';

export interface Identity {
  readonly first: readonly Piece[];
  readonly second: readonly Piece[];
  readonly act: IdentityAct | null;
  /** While ringing: the line that drains. */
  readonly drains: { readonly from: string; readonly until: string } | null;
}

export function who(of: InteractionView): string {
  if (of.direction === 'internal') {
    const colleague = of.parties.find((party) => party.agent_id !== of.agent_id);
    if (colleague?.name) return partyName(colleague);
  }
  const customer = of.parties.find((party) => party.role === 'customer');
  const number = shownNumber(of.number);
  return customer?.name && customer.name !== of.number && !/[a-z]+\d+$/i.test(customer.name)
    ? `${customer.name} ${number}`
    : number;
}

export const place = (of: InteractionView): Piece[] =>
  [of.place, of.carrier].filter(Boolean).map((text) => ({ text }));

export const line = (
  first: readonly Piece[],
  second: readonly Piece[] = [],
  act: IdentityAct | null = null,
): Identity => ({
  first,
  second,
  act,
  drains: null,
});
