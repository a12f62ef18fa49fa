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

/** One recording as a list shows it. `kept`: recorder, local, archive, removed or missing. */
export interface RecordingLine {
  readonly id: string;
  readonly serial: number;
  readonly interaction_id: string;
  readonly started_at: string;
  readonly duration: number | null;
  readonly direction: string;
  readonly number: string;
  readonly dialed: string;
  readonly queue_id: string;
  readonly queue_name: string;
  readonly agents: readonly string[];
  readonly rule_id: string;
  readonly why: string;
  readonly complete: boolean;
  readonly kept: string;
  readonly form: string;
  readonly size: number;
  readonly encrypted: boolean;
  readonly silent: boolean;
  readonly held_why: string;
  readonly keep_until: string | null;
  readonly altered: readonly (readonly [number, number])[];
  readonly looked_at: string | null;
  readonly trouble: string;
}

/** Seconds from the start of the recording; what was before it is negative. */
export interface RecordingSegment {
  readonly at: number;
  readonly until: number;
  readonly kind: string;
  readonly agent: string;
  readonly queue: string;
}

/** A pause as it was asked for, and the silence in the file that proves it. */
export interface RecordingPause {
  readonly at: number;
  readonly until: number | null;
  readonly silent_from: number | null;
  readonly silent_until: number | null;
  readonly silenced: boolean;
}

/** `at` of null: a comment on the whole. */
export interface RecordingNote {
  readonly id: string;
  readonly at: number | null;
  readonly text: string;
  readonly by: string;
  readonly written_at: string;
  readonly mine: boolean;
}

export interface WholeRecording extends RecordingLine {
  readonly media: string;
  readonly sha256: string;
  readonly kept_sha256: string;
  readonly segments: readonly RecordingSegment[];
  readonly pauses: readonly RecordingPause[];
  readonly notes: readonly RecordingNote[];
}

export interface Integrity {
  readonly intact: boolean | null;
  readonly why: string;
  readonly altered: readonly (readonly [number, number])[];
}
