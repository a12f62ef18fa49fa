import { defineStore } from 'pinia';
import { ref, shallowReactive, shallowRef } from 'vue';

import type {
  AgentCounters,
  AgentFigures,
  AlarmsChanged,
  DutyNow,
  SurgeNow,
  BoardMessage,
  EntryPointFigures,
  FiguresChanged,
  PortsNow,
  QueueFigures,
  TrunkFigures,
} from '../generated';

const NO_ALARMS: AlarmsChanged = { kind: 'alarms.changed', alarms: [], an_hour: 0, too_many: false };

/** The figures of boards, the alarms and the line for all walls, as the live socket tells them. */
export const useFigures = defineStore('figures', () => {
  const at = ref<string | null>(null);
  const queues = shallowReactive(new Map<string, QueueFigures>());
  const entryPoints = shallowReactive(new Map<string, EntryPointFigures>());
  const media = shallowReactive(new Map<string, EntryPointFigures>());
  const agents = shallowReactive(new Map<string, AgentFigures>());
  const trunks = shallowReactive(new Map<string, TrunkFigures>());
  const duty = shallowReactive(new Map<string, DutyNow>());
  /** By kind and id, as `entry_point:ID`; the whole center is `center:`. */
  const surge = shallowReactive(new Map<string, SurgeNow>());
  const counters = shallowRef<AgentCounters | null>(null);
  const ports = shallowRef<PortsNow | null>(null);
  const alarms = shallowRef<AlarmsChanged>(NO_ALARMS);
  const message = shallowRef<BoardMessage | null>(null);

  function take(changed: FiguresChanged): void {
    at.value = changed.at;
    const whole = changed.whole;
    put(queues, changed.queues, (one) => one.queue_id, whole);
    put(entryPoints, changed.entry_points, (one) => one.entry_point_id, whole);
    put(media, changed.media, (one) => one.media, whole);
    put(agents, changed.agents, (one) => one.agent_id, whole);
    put(trunks, changed.trunks, (one) => one.trunk_id, whole);
    put(duty, changed.duty, (one) => one.roster_id, whole);
    put(surge, changed.surge, (one) => `${one.kind}:${one.id}`, whole);
    counters.value = changed.counters ?? counters.value;
    ports.value = changed.ports ?? ports.value;
  }

  function forget(): void {
    at.value = null;
    for (const map of [queues, entryPoints, media, agents, trunks, duty, surge]) map.clear();
    counters.value = ports.value = message.value = null;
    alarms.value = NO_ALARMS;
  }

  return {
    at,
    queues,
    entryPoints,
    media,
    agents,
    trunks,
    duty,
    surge,
    counters,
    ports,
    alarms,
    message,
    take,
    forget,
  };
});

function put<T>(map: Map<string, T>, all: readonly T[], key: (one: T) => string, whole: boolean): void {
  if (whole) {
    const wanted = new Set(all.map(key));
    for (const id of [...map.keys()]) if (!wanted.has(id)) map.delete(id);
  }
  for (const one of all) map.set(key(one), one);
}
