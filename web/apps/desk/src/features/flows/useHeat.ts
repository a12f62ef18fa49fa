import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { flowsApi } from './api';
import { heatOf, toldBy } from './heat';

const DAY = 86_400_000;
export const PERIODS = ['today', 'yesterday', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export interface Span {
  readonly from: string;
  readonly to: string;
}

/** `today`, `yesterday`, the last 7 or 30 days, or one day by its date. */
export function spanOf(day: string, now: Date): Span | null {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const span = (from: number, to: number): Span => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  if (day === 'today') return span(midnight, midnight + DAY);
  if (day === 'yesterday') return span(midnight - DAY, midnight);
  if (day === 'week') return span(midnight - 7 * DAY, midnight + DAY);
  if (day === 'month') return span(midnight - 30 * DAY, midnight + DAY);
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00`).getTime() : NaN;
  return Number.isNaN(at) ? null : span(at, at + DAY);
}

/** Numbers on every line and node for the chosen day. */
export function useHeat(id: () => string, day: () => string, version: () => number) {
  const span = computed(() => spanOf(day(), new Date()));
  const on = computed(() => span.value !== null);
  const query = useQuery({
    queryKey: computed(() => ['flows', 'statistics', id(), day(), version()]),
    queryFn: ({ signal }) => {
      const { from, to } = span.value ?? { from: '', to: '' };
      return flowsApi.statistics(id(), from, to, version() || null, signal);
    },
    enabled: on,
    refetchInterval: 60_000,
  });
  const figures = computed(() => (on.value ? (query.data.value ?? null) : null));
  return {
    on,
    query,
    figures,
    heat: computed(() => (figures.value ? heatOf(figures.value) : null)),
    told: computed(() => (figures.value ? toldBy(figures.value) : null)),
  };
}

export type HeatKeeper = ReturnType<typeof useHeat>;
