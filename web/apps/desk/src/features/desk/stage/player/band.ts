import type { RecordingSegment } from '@lingtong/client';

export interface Placed extends RecordingSegment {
  /** In percent of the recording. */
  readonly left: number;
  readonly width: number;
}

/** Where the segments lie along the waveform; those before the recording began come by themselves. */
export function bandOf(
  segments: readonly RecordingSegment[],
  length: number,
): { before: RecordingSegment[]; inside: Placed[] } {
  const percent = (seconds: number): number =>
    length ? (Math.min(length, Math.max(0, seconds)) / length) * 100 : 0;
  return {
    before: segments.filter(({ until }) => until <= 0.05),
    inside: segments
      .filter(({ at, until }) => until > 0.05 && at < length)
      .map((one) => ({ ...one, left: percent(one.at), width: percent(one.until) - percent(one.at) })),
  };
}

export const share = (seconds: number, length: number): string =>
  `${length ? (Math.min(length, Math.max(0, seconds)) / length) * 100 : 0}%`;
