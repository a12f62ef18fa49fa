import type { Peaks } from '@lingtong/client';

const QUIET = 0.012;
const SHORTEST = 1.5; // seconds: a breath is no silence
const LEFT = 0.3; // seconds before the next word

/** Where sound begins again, if both channels are quiet from here on for a while; otherwise here. */
export function silentUntil(peaks: Peaks, at: number): number {
  const length = peaks.channels[0]?.length ?? 0;
  let index = Math.floor(at * peaks.rate);
  const isQuiet = (one: number): boolean => peaks.channels.every((channel) => (channel[one] ?? 0) < QUIET);
  while (index < length && isQuiet(index)) index += 1;
  const until = index / peaks.rate - LEFT;
  return until - at >= SHORTEST ? until : at;
}
