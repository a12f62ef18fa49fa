import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';

import type { AgentRow, Hello, InteractionView, QueueView, SeatView } from '../generated';
import { apply } from './onFact';
import { useLive } from './store';

const seat = (state: SeatView['state']) => ({ agent_id: 'a1', state }) as SeatView;
const call = (id: string, state: InteractionView['state']) =>
  ({ interaction_id: id, state }) as InteractionView;
const hello: Hello = {
  kind: 'hello',
  server_time: '2026-11-21T10:00:00Z',
  seat: seat('ready'),
  interactions: [call('i1', 'talking')],
  agents: [{ agent_id: 'a1' } as AgentRow],
  queues: [{ queue_id: 'q1', waiting: 1 } as QueueView],
  switch_connected: true,
  lines: null,
  callbacks: [],
  plans: [],
  locks: [],
  parked: [],
  menus: { kind: 'menus.changed', length: 0, callers: [] },
  waiting: [],
  watched: [],
};

describe('facts of the live socket', () => {
  let stale: string[];
  const heard = () => {
    const live = useLive();
    return {
      live,
      cache: { ...live.cache, stale: (key: readonly string[]) => void stale.push(key.join('/')) },
    };
  };

  beforeEach(() => {
    setActivePinia(createPinia());
    stale = [];
    useLive().hello(hello);
  });

  it('replace whole views', () => {
    const { live, cache } = heard();
    apply({ kind: 'seat.changed', seat: seat('talking') }, cache);
    apply({ kind: 'interaction.changed', interaction: call('i1', 'hold'), watcher_id: '' }, cache);
    apply({ kind: 'queue.changed', queue: { queue_id: 'q1', waiting: 4 } as QueueView }, cache);
    expect(live.seat?.state).toBe('talking');
    expect(live.interactions.get('i1')?.state).toBe('hold');
    expect(live.queues.get('q1')?.waiting).toBe(4);
  });

  it('take away what is gone and make its records stale', () => {
    const { live, cache } = heard();
    apply(
      { kind: 'interaction.gone', interaction_id: 'i1', agent_id: 'a1', why: 'completed', watcher_id: '' },
      cache,
    );
    expect(live.interactions.size).toBe(0);
    expect(live.lastGone?.why).toBe('completed');
    expect(stale).toContain('interactions');
  });

  it('keep the call of another, which is watched, apart from the own calls', () => {
    const { live, cache } = heard();
    apply({ kind: 'interaction.changed', interaction: call('i7', 'talking'), watcher_id: 'a1' }, cache);
    expect([...live.watched.keys()]).toEqual(['i7']);
    expect(live.interactions.has('i7')).toBe(false);
    apply(
      { kind: 'interaction.gone', interaction_id: 'i7', agent_id: 'a1', why: 'unwatched', watcher_id: 'a1' },
      cache,
    );
    expect(live.watched.size).toBe(0);
    expect(live.interactions.has('i1')).toBe(true);
  });

  it('draw the line of a queue as it was said last', () => {
    const { live, cache } = heard();
    apply({ kind: 'waiting.changed', queue_id: 'q1', length: 2, waiting: [] }, cache);
    expect(live.waiting.get('q1')?.length).toBe(2);
  });

  it('make the names stale when somebody saved configuration', () => {
    apply({ kind: 'center.changed', revision: 2 }, heard().cache);
    expect(stale).toContain('center');
  });

  it('change nothing when a newer server says a kind that this page does not know', () => {
    const { live, cache } = heard();
    apply({ kind: 'weather.changed' } as never, cache);
    expect(live.seat?.state).toBe('ready');
  });

  it('are forgotten when a new hello says everything again', () => {
    const { live } = heard();
    live.hello({ ...hello, interactions: [call('i2', 'ringing')], agents: [] });
    expect([...live.interactions.keys()]).toEqual(['i2']);
    expect(live.agents.size).toBe(0);
  });

  it('keep notices newest first, and all of them up to a hundred', () => {
    const { live } = heard();
    for (let n = 0; n < 120; n += 1) live.say('link.back', { s: String(n) });
    expect(live.notices).toHaveLength(100);
    expect(live.notices[0]?.params).toEqual({ s: '119' });
  });
});
