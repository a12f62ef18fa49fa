import type { AgentRow, Reason, SeatView } from '@lingtong/client';

import { nameOf } from './bar';

/** An act of the state menu; `words` is a message key. `hint` and `key` stand at its right. */
export interface SeatAct {
  readonly id: string;
  readonly words?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly minutes?: number;
  readonly asks?: boolean;
  readonly key?: string;
  readonly apart?: boolean;
  readonly disabled?: boolean;
}

export const REASON = 'reason:';
const FREE: readonly string[] = ['ready', 'not_ready'];

/** What the state menu offers now. The places of the reasons never change: fingers learn them. */
export function seatActs(
  seat: SeatView | null,
  reasons: ReadonlyMap<string, Reason>,
  english: boolean,
): SeatAct[] {
  if (!seat || seat.state === 'logged_out') {
    return [
      { id: 'log_in', words: 'call.act.log_in' },
      { id: 'phones', words: 'call.menu.at_phone' },
    ];
  }
  const asked = reasons.get(seat.asked_reason_id);
  return [
    { id: 'ready', words: 'call.seat.ready', key: 'Alt+R' },
    ...[...reasons.values()].map((reason) => ({
      id: REASON + reason.id,
      text: nameOf(reason, english),
      minutes: reason.limit ? Math.round(reason.limit / 60) : undefined,
      asks: reason.approval,
    })),
    ...(seat.asked_reason_id
      ? [
          {
            id: 'take_back',
            words: 'call.menu.take_back',
            params: { reason: nameOf(asked, english) },
            apart: true,
          },
        ]
      : []),
    { id: 'phones', words: 'call.menu.move', apart: true, disabled: !FREE.includes(seat.state) },
    ...ownLock(seat),
    { id: 'log_out', words: 'call.log_out', apart: true },
  ];
}

/** What a supervisor has locked, only a supervisor unlocks. */
function ownLock(seat: SeatView): SeatAct[] {
  if (!seat.locked) return [{ id: 'lock', words: 'call.menu.lock' }];
  return seat.locked_by === seat.name ? [{ id: 'unlock', words: 'call.menu.unlock' }] : [];
}

export interface PhoneToSitAt {
  readonly name: string;
  readonly display_name: string;
  /** Whose own phone it is; empty for a shared one. */
  readonly agent_id: string;
}

export interface PhonesToSitAt {
  readonly own: string;
  readonly phones: readonly PhoneToSitAt[];
}

/** Who sits at this phone now: who has signed in there, or whose own it is and who is signed in. */
export function holderOf(phone: PhoneToSitAt, agents: Iterable<AgentRow>): AgentRow | undefined {
  return [...agents].find(
    (row) =>
      row.state !== 'logged_out' &&
      (row.desk_phone ? row.desk_phone === phone.name : row.agent_id === phone.agent_id),
  );
}

/** Those whose names hold all the words. */
export function phonesNamed(phones: readonly PhoneToSitAt[], text: string): PhoneToSitAt[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return phones.filter(({ name, display_name }) => {
    const whole = `${display_name} ${name}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
