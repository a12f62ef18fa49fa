import type { AlarmView } from '@lingtong/client';
import { duration, percent } from '@lingtong/ui';

const IN_SECONDS = [
  'longest_wait',
  'expected_wait',
  'silence',
  'long_talk',
  'long_not_ready',
  'long_after_call_work',
  'dead_air',
  'oldest_fax',
  'oldest_message',
];
const SHARES = ['service_level', 'change', 'ports_use', 'disk_free'];
const PLAIN = ['phone_unreachable', 'trunk_down'];

/** A figure's value as people read it; empty where the figure says it all. */
export function valueOf(figure: string, value: number): string {
  if (PLAIN.includes(figure)) return '';
  if (IN_SECONDS.includes(figure)) return duration(value);
  return SHARES.includes(figure) ? percent(value) : String(Math.round(value * 10) / 10);
}

/** What of the board opens at a press on the alarm. */
export function placeOf(alarm: AlarmView): { kind: 'agent' | 'queue'; id: string } | null {
  return alarm.about_kind === 'agent' || alarm.about_kind === 'queue'
    ? { kind: alarm.about_kind, id: alarm.about_id }
    : null;
}
