import {
  listOf,
  textOf,
  type Adapted,
  type Example,
  type Resource,
  type ResourceKey,
  type Values,
} from '../form/fields';
import { name, nameEn, number, seconds, sentences, toggle } from './common';

interface Shape {
  readonly of: ResourceKey | null;
  readonly limit: Adapted & { readonly start: number };
  /** Bad when it is low. */
  readonly under?: true;
  /** Begins and ends with what it tells of: nothing is waited for. */
  readonly atOnce?: true;
}

const time = (start: number): Shape['limit'] => ({ unit: 'seconds', start });
const share = (start: number): Shape['limit'] => ({ unit: 'percent', scale: 100, min: 0.01, max: 1, start });

const FIGURES: Readonly<Record<string, Shape>> = {
  longest_wait: { of: 'queues', limit: time(60) },
  waiting: { of: 'queues', limit: { unit: 'callers', max: 10_000, start: 10 } },
  expected_wait: { of: 'queues', limit: time(120) },
  service_level: { of: 'queues', limit: share(0.8), under: true },
  ready: { of: 'queues', limit: { unit: 'agents', max: 10_000, start: 1 }, under: true },
  change: { of: 'queues', limit: { unit: 'percent', scale: 100, min: 0.01, max: 100, start: 0.5 } },
  silence: { of: 'entry-points', limit: time(900) },
  long_talk: { of: 'agents', limit: time(900) },
  long_not_ready: { of: 'agents', limit: time(1800) },
  long_after_call_work: { of: 'agents', limit: time(180) },
  phone_unreachable: { of: 'agents', limit: time(60) },
  dead_air: { of: 'queues', limit: { unit: 'seconds', min: 5, max: 600, start: 20 }, atOnce: true },
  recorder_failed: { of: null, limit: { unit: 'calls', max: 10_000, start: 0 }, atOnce: true },
  disk_free: { of: null, limit: share(0.15), under: true },
  trunk_use: { of: 'trunks', limit: { unit: 'lines', max: 10_000, start: 20 } },
  trunk_down: { of: 'trunks', limit: time(30) },
  ports_use: { of: null, limit: share(0.8) },
  lines_held: { of: 'entry-points', limit: { unit: 'lines', max: 100_000, start: 50 } },
  caps: { of: 'entry-points', limit: { unit: 'a_second', max: 10_000, start: 10 } },
  center_lines: { of: null, limit: { unit: 'lines', max: 100_000, start: 100 } },
  center_caps: { of: null, limit: { unit: 'a_second', max: 10_000, start: 20 } },
  service_down: { of: null, limit: time(60) },
  faxes_waiting: { of: 'queues', limit: { unit: 'faxes', max: 10_000, start: 10 } },
  faxes_overdue: { of: 'queues', limit: { unit: 'faxes', max: 10_000, start: 0 } },
  oldest_fax: { of: 'queues', limit: time(7200) },
  messages_waiting: { of: 'queues', limit: { unit: 'messages', max: 10_000, start: 5 } },
  oldest_message: { of: 'queues', limit: time(3600) },
  low_answers: { of: 'queues', limit: { unit: 'answers', max: 10_000, start: 3 } },
  duty_gap: { of: 'duty-rosters', limit: time(3600), under: true },
};

const shapeOf = (draft: Values): Shape => FIGURES[textOf(draft.figure)] ?? { of: null, limit: time(60) };
const lasts = (draft: Values): boolean => !shapeOf(draft).atOnce;
const ABOUT: readonly ResourceKey[] = ['queues', 'agents', 'trunks', 'entry-points', 'duty-rosters'];
const delivers =
  (way: string) =>
  (draft: Values): boolean =>
    listOf(draft.deliver).includes(way);

/** Only the top level sounds. */
const withoutSound = (draft: Values): Values =>
  draft.level === 'alarm' ? {} : { deliver: listOf(draft.deliver).filter((way) => way !== 'sound') };

/** From where the figure is well again; a share can rise no further than half way to the whole. */
function goodFrom({ under, limit }: Shape, at: number, share: number): number {
  if (!under) return at * share;
  return limit.max === 1 ? Math.min(at / share, (1 + at) / 2) : at / share;
}

function overExample(draft: Values): Example | null {
  const shape = shapeOf(draft);
  const [at, back] = [Number(draft.limit), Number(draft.leave_share)];
  if (!(at > 0) || !(back > 0)) return null;
  const { scale = 1, unit } = shape.limit;
  const limit = Math.round(goodFrom(shape, at, back) * scale * 10) / 10;
  return { key: shape.under ? 'over_above' : 'over_below', unit, params: { limit } };
}

export const alarmRules: Resource = {
  key: 'alarm-rules',
  permission: 'admin.center',
  signs: true,
  columns: [
    { name: 'name' },
    { name: 'figure' },
    { name: 'limit', align: 'end' },
    { name: 'level' },
    { name: 'deliver' },
    { name: 'enabled' },
  ],
  needs: ['alarm-rules', ...ABOUT],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'alarm_when',
      fields: [
        {
          kind: 'choice',
          name: 'figure',
          options: Object.keys(FIGURES),
          as: 'menu',
          clears: ['about', 'limit'],
        },
        {
          kind: 'number',
          name: 'limit',
          min: 0,
          max: 86_400,
          adapt: (draft) => ({
            ...shapeOf(draft).limit,
            help: shapeOf(draft).under ? 'limit_under' : 'limit_over',
          }),
        },
        seconds('enter_after', 15, 3600, { help: 'enter_after', when: lasts }),
        {
          kind: 'links',
          name: 'about',
          to: 'queues',
          among: ABOUT,
          adapt: (draft) => ({ to: shapeOf(draft).of ?? 'queues' }),
          when: (draft) => shapeOf(draft).of !== null,
          help: 'about',
        },
      ],
    },
    {
      title: 'alarm_over',
      fields: [
        number('leave_share', 0.8, 0.01, 1, {
          unit: 'percent',
          scale: 100,
          help: 'leave_share',
          example: overExample,
          when: lasts,
        }),
        seconds('leave_after', 30, 3600, { help: 'leave_after', when: lasts }),
      ],
    },
    {
      title: 'alarm_tells',
      fields: [
        sentences('level', ['alarm', 'alert', 'notice'], { standard: 'alert', brings: withoutSound }),
        {
          kind: 'set',
          name: 'deliver',
          options: ['screen', 'sound', 'duty', 'mail', 'webhook'],
          standard: ['screen'],
          adapt: (draft) =>
            draft.level === 'alarm'
              ? {}
              : { options: ['screen', 'duty', 'mail', 'webhook'], help: 'deliver_sound' },
        },
        {
          kind: 'link',
          name: 'duty_roster_id',
          to: 'duty-rosters',
          required: true,
          when: delivers('duty'),
          help: 'alarm_duty',
        },
        {
          kind: 'lines',
          name: 'mail_to',
          pattern: /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$/,
          hint: 'mail_line',
          required: true,
          when: delivers('mail'),
          help: 'mail_to',
        },
        {
          kind: 'text',
          name: 'webhook',
          pattern: /^https?:\/\/[^\s/@]+(\/\S*)?$/,
          hint: 'address',
          required: true,
          when: delivers('webhook'),
          help: 'webhook',
        },
      ],
    },
    { title: 'in_use', danger: true, fields: [toggle('enabled', true, { help: 'alarm_enabled' })] },
  ],
};
