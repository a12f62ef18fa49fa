import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';

import { serverClock, tick } from '../clock';
import type {
  AgentRow,
  CallbackView,
  Hello,
  InteractionGone,
  InteractionView,
  MenusChanged,
  Notice,
  ParkedView,
  LockView,
  PlanView,
  QueueView,
  SeatView,
  WaitingChanged,
} from '../generated';
import { useFigures } from './figures';
import type { LinkState } from './messages';
import type { Cache } from './onFact';

const NO_MENUS: MenusChanged = { kind: 'menus.changed', length: 0, callers: [] };
const SILENCE_SAID_AFTER = 5; // seconds

/** Notices of the server and of this page alike; `at` is server time. */
export type Line = Pick<Notice, 'code' | 'params' | 'at'> & { readonly serial: number };

/** Everything that the live socket has said: whole views, replaced as they come. */
export const useLive = defineStore('live', () => {
  const seat = shallowRef<SeatView | null>(null);
  const interactions = shallowReactive(new Map<string, InteractionView>());
  const agents = shallowReactive(new Map<string, AgentRow>());
  const queues = shallowReactive(new Map<string, QueueView>());
  const watched = shallowReactive(new Map<string, InteractionView>());
  const waiting = shallowReactive(new Map<string, WaitingChanged>());
  /** Promised calls that are open, by queue. */
  const callbacks = shallowReactive(new Map<string, readonly CallbackView[]>());
  const parked = shallowRef<readonly ParkedView[]>([]);
  const plans = shallowRef<readonly PlanView[]>([]);
  /** Numbers that agents have reported; empty for who may not see the floor. */
  const locks = shallowRef<readonly LockView[]>([]);
  /** Callers who walk a menu now. */
  const menus = shallowRef<MenusChanged>(NO_MENUS);
  const switchConnected = ref(true);
  const notices = shallowRef<readonly Line[]>([]);
  const lastGone = shallowRef<InteractionGone | null>(null);

  const state = ref<LinkState>('closed');
  const greeted = ref(false);
  const lostSince = ref<number | null>(null);
  const wasLostFor = ref<number | null>(null);
  const network = ref<number | null>(null);
  let serial = 0;
  const figures = useFigures();

  function hello(all: Hello): void {
    seat.value = all.seat;
    replace(interactions, all.interactions, (one) => one.interaction_id);
    replace(agents, all.agents, (one) => one.agent_id);
    replace(queues, all.queues, (one) => one.queue_id);
    replace(watched, all.watched, (one) => one.interaction_id);
    replace(waiting, all.waiting, (one) => one.queue_id);
    callbacks.clear();
    for (const one of all.callbacks)
      callbacks.set(one.queue_id, [...(callbacks.get(one.queue_id) ?? []), one]);
    plans.value = all.plans;
    locks.value = all.locks;
    parked.value = all.parked;
    menus.value = all.menus;
    switchConnected.value = all.switch_connected;
    greeted.value = true;
  }

  function link(next: LinkState, since: number | null): void {
    if (next === 'open' && lostSince.value !== null) {
      wasLostFor.value = Math.max(1, Math.round((Date.now() - lostSince.value) / 1000));
    }
    state.value = next;
    lostSince.value = since;
    if (next !== 'open') network.value = null;
  }

  function notice(line: Pick<Notice, 'code' | 'params' | 'at'>): void {
    serial += 1;
    notices.value = [{ code: line.code, params: line.params, at: line.at, serial }, ...notices.value].slice(
      0,
      100,
    );
  }

  /** A line of the page's own, stamped with server time as far as it is known. */
  function say(code: string, params: Record<string, string> = {}): void {
    notice({ code, params, at: new Date(serverClock.now() ?? Date.now()).toISOString() });
  }

  function forget(): void {
    seat.value = null;
    for (const map of [interactions, agents, queues, watched, waiting, callbacks]) map.clear();
    notices.value = [];
    plans.value = [];
    locks.value = [];
    parked.value = [];
    menus.value = NO_MENUS;
    greeted.value = false;
    figures.forget();
  }

  const lostFor = computed(() =>
    lostSince.value === null ? 0 : Math.max(0, Math.floor((tick.value - lostSince.value) / 1000)),
  );

  /** Time to say so: a closed wire is known at once, a silent one may still speak. */
  const isLost = computed(() => lostFor.value >= (state.value === 'silent' ? SILENCE_SAID_AFTER : 1));

  const cache: Omit<Cache, 'stale'> = {
    seat: (view) => (seat.value = view),
    interaction: (view) => interactions.set(view.interaction_id, view),
    withoutInteraction: (gone) => {
      lastGone.value = gone;
      interactions.delete(gone.interaction_id);
    },
    watched: (view) => watched.set(view.interaction_id, view),
    withoutWatched: (id) => watched.delete(id),
    waiting: (changed) => waiting.set(changed.queue_id, changed),
    callbacks: (changed) => callbacks.set(changed.queue_id, changed.callbacks),
    parked: (changed) => (parked.value = changed.slots),
    menus: (changed) => (menus.value = changed),
    plans: (changed) => (plans.value = changed.plans),
    locks: (changed) => (locks.value = changed.locks),
    agent: (row) => agents.set(row.agent_id, row),
    withoutAgent: (id) => agents.delete(id),
    queue: (view) => queues.set(view.queue_id, view),
    switchConnected: (connected) => (switchConnected.value = connected),
    notice,
    figures: (changed) => figures.take(changed),
    alarms: (changed) => (figures.alarms = changed),
    boardMessage: (message) => (figures.message = message),
  };

  return {
    seat,
    interactions,
    agents,
    queues,
    watched,
    waiting,
    callbacks,
    plans,
    locks,
    parked,
    menus,
    switchConnected,
    notices,
    lastGone,
    state,
    greeted,
    lostSince,
    lostFor,
    isLost,
    wasLostFor,
    network,
    hello,
    link,
    say,
    forget,
    cache,
  };
});

function replace<T>(map: Map<string, T>, all: readonly T[], key: (one: T) => string): void {
  const wanted = new Set(all.map(key));
  for (const id of [...map.keys()]) if (!wanted.has(id)) map.delete(id);
  for (const one of all) map.set(key(one), one);
}
