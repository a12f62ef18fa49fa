import type { SignedNote } from './generated';

/** One interaction as the record keeps it. Durations in seconds; `number` is masked. */
export interface InteractionRecord {
  readonly id: string;
  readonly direction: 'in' | 'out' | 'internal';
  readonly arrived_at: string;
  readonly ended_at: string | null;
  readonly number: string;
  readonly place: string;
  readonly entry_point: string;
  readonly queue_id: string;
  readonly agent_ids: readonly string[];
  readonly agents: readonly string[];
  readonly waited: number;
  readonly talked: number;
  readonly held: number;
  readonly result: string;
  readonly disposition_id: string;
  readonly note: string;
  readonly has_recording: boolean;
  readonly attached_data: Readonly<Record<string, string>>;
}

export interface TimelineEntry {
  readonly at: string;
  readonly kind: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RecordingMark {
  readonly at: number;
  readonly text?: string;
  readonly kind?: string;
}

export interface RecordingInfo {
  readonly id: string;
  readonly started_at: string;
  readonly duration: number;
  readonly complete: boolean;
  readonly marks: readonly RecordingMark[];
}

export interface InteractionDetail extends InteractionRecord {
  readonly timeline: readonly TimelineEntry[];
  readonly notes: readonly SignedNote[];
  readonly recordings: readonly RecordingInfo[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Channel 0 is what the customer says, channel 1 what the customer hears; values from 0 to 1. */
export interface Peaks {
  readonly duration: number;
  readonly rate: number;
  readonly channels: readonly (readonly number[])[];
}
