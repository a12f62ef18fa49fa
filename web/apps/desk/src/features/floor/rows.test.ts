import type { AgentRow } from '@lingtong/client';
import { agentRow as agent, queueView } from '@lingtong/client/testing';
import { describe, expect, it } from 'vitest';

import { inOrder, limitOf, shownState, sorted, sumOf } from './rows';

const ids = (rows: readonly AgentRow[]): string[] => rows.map(({ agent_number }) => agent_number);

describe('rows of agents', () => {
  it('show an unreachable phone over any state but logged out', () => {
    expect(shownState(agent('1', { phone_reachable: false, state: 'talking' }))).toBe('unreachable');
    expect(shownState(agent('1', { phone_reachable: false, state: 'logged_out' }))).toBe('logged_out');
    expect(shownState(agent('1', { state: 'talking', on_hold: true }))).toBe('hold');
  });

  it('sort what needs a look to the top', () => {
    const rows = [agent('1'), agent('2', { state: 'logged_out' }), agent('3', { phone_reachable: false })];
    expect(ids(sorted(rows, 'state'))).toEqual(['3', '1', '2']);
  });

  it('sort by time in state, the longest first', () => {
    const rows = [agent('1', { since: '2026-11-21T10:05:00Z' }), agent('2')];
    expect(ids(sorted(rows, 'time'))).toEqual(['2', '1']);
  });

  it('stay where they are when a state changes, and new ones come last', () => {
    const order = ['a-2', 'a-1'];
    const now = [agent('0'), agent('1', { state: 'talking' }), agent('2', { phone_reachable: false })];
    expect(ids(inOrder(now, order))).toEqual(['2', '1', '0']);
  });

  it('know the limit of a break and of after-call work', () => {
    const limits = { reason: (id: string) => (id === 'meal' ? 1800 : 0), afterCallWork: () => 45 };
    expect(limitOf(agent('1', { state: 'not_ready', reason_id: 'meal' }), limits)).toBe(1800);
    expect(limitOf(agent('1', { state: 'not_ready', reason_id: 'meeting' }), limits)).toBeNull();
    expect(limitOf(agent('1', { state: 'after_call_work', queue_id: 'q' }), limits)).toBe(45);
    expect(limitOf(agent('1', { state: 'talking' }), limits)).toBeNull();
  });
});

describe('the line over the queues', () => {
  const queue = (change: Parameters<typeof queueView>[1]) => queueView('q', change);

  it('takes the service level of all calls, not the mean of queues', () => {
    const sum = sumOf(
      [queue({ answered: 90, within_goal: 90 }), queue({ answered: 8, abandoned: 4, short_abandoned: 2 })],
      [],
    );
    expect(sum.serviceLevel).toBe(0.9);
  });

  it('knows who waits longest and who is really ready', () => {
    const queues = [
      queue({ waiting: 2, oldest_arrived_at: '2026-11-21T10:02:00Z' }),
      queue({ waiting: 1, oldest_arrived_at: '2026-11-21T10:01:00Z' }),
    ];
    const agents = [agent('1'), agent('2', { phone_reachable: false }), agent('3', { state: 'logged_out' })];
    expect(sumOf(queues, agents)).toEqual({
      waiting: 3,
      ready: 1,
      loggedIn: 2,
      oldest: '2026-11-21T10:01:00Z',
      serviceLevel: null,
    });
  });
});
