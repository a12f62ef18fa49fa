import { agentRow, reason, seatView } from '@lingtong/client/testing';
import { describe, expect, it } from 'vitest';

import { barOf, type Facts } from './bar';
import { holderOf, phonesNamed, seatActs } from './seat';

const reasons = new Map([
  ['rest', reason('rest', { name: '小休', name_en: 'Rest', limit: 900 })],
  ['training', reason('training', { name: '培训', name_en: 'Training', approval: true })],
]);
const facts = (change: Partial<Facts['seat'] & object>): Facts => ({
  seat: seatView(change),
  interaction: null,
  queues: [],
  reasons,
  watched: null,
  nameOfAgent: () => '',
  isLost: false,
  talksOn: false,
  phone: 'here',
  rings: false,
  muted: false,
  registering: 0,
  english: true,
});
const keys = (pieces: readonly { key?: string }[]) => pieces.map((piece) => piece.key);

describe('the state menu', () => {
  const ids = (change: Parameters<typeof seatView>[0]) =>
    seatActs(seatView(change), reasons, true).map(({ id }) => id);

  it('offers the own phone or another one to begin at', () => {
    expect(seatActs(null, reasons, true).map(({ id }) => id)).toEqual(['log_in', 'phones']);
    expect(ids({ state: 'logged_out' })).toEqual(['log_in', 'phones']);
  });

  it('tells which reasons have a limit and which ask a supervisor first', () => {
    const acts = seatActs(seatView(), reasons, true);
    expect(acts.slice(1, 3)).toEqual([
      { id: 'reason:rest', text: 'Rest', minutes: 15, asks: false },
      { id: 'reason:training', text: 'Training', minutes: undefined, asks: true },
    ]);
  });

  it('takes back a wish that waits; the reasons stay where they are', () => {
    const plain = ids({});
    const waits = ids({ asked_reason_id: 'training' });
    expect(waits).toContain('take_back');
    expect(waits.slice(0, 3)).toEqual(plain.slice(0, 3));
    expect(plain).not.toContain('take_back');
  });

  it('moves to another phone only between calls', () => {
    const move = (state: 'ready' | 'talking') =>
      seatActs(seatView({ state }), reasons, true).find(({ id }) => id === 'phones');
    expect(move('ready')?.disabled).toBe(false);
    expect(move('talking')?.disabled).toBe(true);
  });

  it('locks and unlocks the own seat, and leaves alone what a supervisor has locked', () => {
    expect(ids({})).toContain('lock');
    expect(ids({ name: '王丽', locked: true, locked_by: '王丽' })).toContain('unlock');
    const other = ids({ name: '王丽', locked: true, locked_by: '吴敏' });
    expect(other.filter((id) => id.endsWith('lock'))).toEqual([]);
  });
});

describe('a seat that others set, or that is over its time', () => {
  it('says how long a break still may last', () => {
    const cell = barOf(facts({ state: 'not_ready', reason_id: 'rest', until: '2026-11-21T10:15:00Z' })).seat;
    expect([cell.until, cell.limit, cell.over]).toEqual(['2026-11-21T10:15:00Z', 900, false]);
  });

  it('says in words that a break is over its limit', () => {
    const bar = barOf(facts({ state: 'not_ready', reason_id: 'rest', cause: 'over_limit' }));
    expect([bar.seat.over, bar.seat.until]).toEqual([true, null]);
    expect(bar.identity.first).toEqual([
      { key: 'call.over_limit', params: { reason: 'Rest' }, strong: true, tone: 'warn' },
    ]);
  });

  it.each([
    ['not_ready', 'forced', 'change of shift', ['call.set_by_why'], ['call.others']],
    ['not_ready', 'forced', '', ['call.set_by'], ['call.others']],
    ['not_ready', 'granted', 'go', ['call.granted_by_why'], ['call.others']],
    ['ready', 'forced', '', ['call.waiting', 'call.queue_empty'], ['call.set_by']],
    ['ready', 'offer', '', ['call.waiting', 'call.queue_empty'], []],
  ] as const)('%s, %s: names who and why', (state, cause, why, first, second) => {
    const { identity } = barOf(facts({ state, cause, why, by: '吴敏' }));
    expect(keys(identity.first)).toEqual(first);
    expect(keys(identity.second)).toEqual(second);
  });

  it('tells who has filled the next-state slot', () => {
    const next = { ready: false, reason_id: 'rest', log_out: false, by: '吴敏', why: 'line is empty' };
    const { identity } = barOf(facts({ state: 'after_call_work', next }));
    expect(identity.second[0]).toEqual({
      key: 'call.next_by_why',
      params: { by: '吴敏', why: 'line is empty' },
    });
  });

  it('tells an own lock from that of a supervisor', () => {
    const own = barOf(facts({ name: '王丽', locked: true, locked_by: '王丽' })).identity;
    expect(keys([...own.first, ...own.second])).toEqual(['call.locked', 'call.locked_own_then']);
    const other = barOf(facts({ name: '王丽', locked: true, locked_by: '吴敏' })).identity;
    expect(keys([...other.first, ...other.second])).toEqual(['call.locked_by', 'call.locked_then']);
  });
});

describe('desk phones', () => {
  const phone = (name: string, agent_id = '') => ({ name, display_name: `Hall ${name}`, agent_id });

  it('are taken by who has signed in there, own phone or not', () => {
    const zhang = agentRow('1002', { desk_phone: 'desk-1' });
    const chen = agentRow('1003');
    expect(holderOf(phone('desk-1'), [zhang, chen])?.agent_id).toBe('a-1002');
    expect(holderOf(phone('desk-3', 'a-1003'), [zhang, chen])?.agent_id).toBe('a-1003');
    expect(holderOf(phone('desk-2', 'a-1002'), [zhang, chen])).toBeUndefined(); // sits elsewhere
    expect(holderOf(phone('desk-1'), [{ ...zhang, state: 'logged_out' }])).toBeUndefined();
  });

  it('are found by parts of their names', () => {
    const all = [phone('desk-1'), phone('desk-12'), phone('east-1')];
    expect(phonesNamed(all, ' hall DESK-1').map(({ name }) => name)).toEqual(['desk-1', 'desk-12']);
    expect(phonesNamed(all, '')).toHaveLength(3);
  });
});
