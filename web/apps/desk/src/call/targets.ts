import { type AnyCommand, useCenter, useLive, useSession } from '@lingtong/client';
import { type ShownState, dialable, phone as grouped } from '@lingtong/ui';
import { type Ref, computed } from 'vue';
import { useI18n } from 'vue-i18n';

import { nameOf } from './bar';
import { matches } from './initials';

type Kind = Extract<AnyCommand, { do: 'consult' }>['kind'];

export interface Target {
  readonly key: string;
  readonly kind: Kind;
  readonly target: string;
  readonly name: string;
  readonly number: string;
  readonly mark: ShownState | null;
  readonly waiting: number | null;
  /** Since the state began, or since the oldest caller came. */
  readonly since: string | null;
  /** Busy people stay visible, with the reason. */
  readonly free: boolean;
}

/** Agents, queues and any number, searched in memory; free people first, then by number: stable while typing. */
export function useTargets(search: Ref<string>, without: () => string = () => '') {
  const live = useLive();
  const session = useSession();
  const { names } = useCenter();
  const { locale } = useI18n();

  const agents = computed<Target[]>(() =>
    [...live.agents.values()]
      .filter(
        (one) => one.agent_id !== session.agentId && one.agent_id !== without() && one.state !== 'logged_out',
      )
      .filter((one) => matches(search.value, one.name, one.agent_number))
      .map((one) => ({
        key: `agent ${one.agent_id}`,
        kind: 'agent' as const,
        target: one.agent_id,
        name: one.name,
        number: one.agent_number,
        mark: (one.phone_reachable ? one.state : 'unreachable') as ShownState,
        waiting: null,
        since: one.since,
        free: one.phone_reachable && (one.state === 'ready' || one.state === 'not_ready'),
      }))
      .sort((a, b) => Number(b.free) - Number(a.free) || a.number.localeCompare(b.number)),
  );

  const queues = computed<Target[]>(() =>
    (names.value?.queues ?? [])
      .filter((one) => matches(search.value, one.name, one.name_en, one.number))
      .map((one) => ({
        key: `queue ${one.id}`,
        kind: 'queue' as const,
        target: one.id,
        name: nameOf(one, locale.value === 'en'),
        number: one.number,
        mark: null,
        waiting: live.queues.get(one.id)?.waiting ?? 0,
        since: live.queues.get(one.id)?.oldest_arrived_at ?? null,
        free: true,
      })),
  );

  const number = computed<Target[]>(() => {
    const digits = dialable(search.value);
    if (digits.length < 3) return [];
    const shown = grouped(digits);
    return [
      {
        key: 'number',
        kind: 'number',
        target: digits,
        name: shown,
        number: '',
        mark: null,
        waiting: null,
        since: null,
        free: true,
      },
    ];
  });

  return computed(() => [...agents.value, ...queues.value, ...number.value]);
}
