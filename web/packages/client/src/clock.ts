import { computed, ref } from 'vue';

/**
 * Server time as the browser knows it. Of the last samples the one with the shortest way is believed: its
 * error is at most half of that way. `null` until the first sample: timers then show `–:–`.
 */
export class ServerClock {
  private samples: { offset: number; way: number }[] = [];
  readonly offset = ref<number | null>(null);

  /** `sent` and `received` are local milliseconds; without `sent` the way is unknown and counts as long. */
  hear(serverTime: string, received: number, sent?: number): void {
    const at = Date.parse(serverTime);
    if (Number.isNaN(at)) return;
    const way = sent === undefined ? 10_000 : Math.max(0, received - sent);
    const offset = at + (sent === undefined ? 0 : way / 2) - received;
    this.samples = [...this.samples, { offset, way }].slice(-8);
    this.offset.value = this.samples.reduce((best, one) => (one.way < best.way ? one : best)).offset;
  }

  forget(): void {
    this.samples = [];
    this.offset.value = null;
  }

  now(): number | null {
    return this.offset.value === null ? null : Date.now() + this.offset.value;
  }
}

export const serverClock = new ServerClock();

/** Local milliseconds, redrawn once a second for every timer on the page together. */
export const tick = ref(Date.now());
if (typeof window !== 'undefined') window.setInterval(() => (tick.value = Date.now()), 1000);

/** Whole seconds from a server time until now, never below zero; `null` while the offset is unknown. */
export function secondsSince(
  time: string | null | undefined,
  clock: ServerClock = serverClock,
): number | null {
  if (!time || clock.offset.value === null) return null;
  return Math.max(0, Math.floor((tick.value + clock.offset.value - Date.parse(time)) / 1000));
}

/** Whole seconds from now until a server time, never below zero; `null` while the offset is unknown. */
export function secondsUntil(
  time: string | null | undefined,
  clock: ServerClock = serverClock,
): number | null {
  if (!time || clock.offset.value === null) return null;
  return Math.max(0, Math.ceil((Date.parse(time) - tick.value - clock.offset.value) / 1000));
}

export const useSince = (time: () => string | null | undefined) => computed(() => secondsSince(time()));
export const useUntil = (time: () => string | null | undefined) => computed(() => secondsUntil(time()));
