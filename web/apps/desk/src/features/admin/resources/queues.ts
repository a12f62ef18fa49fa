import {
  listOf,
  recordOf,
  textOf,
  type Example,
  type Field,
  type Lists,
  type Resource,
  type Values,
} from '../form/fields';
import { DIALABLE, isAny, name, nameEn, number, seconds, sentences, SHORT_NUMBER, toggle } from './common';
import { ringFields, ruleFields } from './queueRows';

/** A queue with skills asks for their levels; one without asks for membership. */
function agentsOf(id: string, lists: Lists): number {
  const skills = Object.entries(recordOf(lists.queues?.find((queue) => queue.id === id)?.skills));
  const serves = (agent: Values): boolean =>
    skills.length > 0
      ? skills.every(([skill, level]) => Number(recordOf(agent.skills)[skill] ?? 0) >= Number(level))
      : listOf(agent.queues).includes(id);
  return (lists.agents ?? []).filter(serves).length;
}

/** Names of what agents hold, and what other queues ask for. */
export const knownQualifications = (lists: Lists): readonly string[] => {
  const held = (lists.agents ?? []).flatMap((agent) => Object.keys(recordOf(agent.qualifications)));
  const asked = (lists.queues ?? []).map((queue) => textOf(queue.qualification));
  return [...new Set([...held, ...asked])].filter(Boolean).sort();
};

const callsBack = (draft: Values): boolean => draft.callback !== 'no';
const callsAnybodyBack = (draft: Values): boolean => callsBack(draft) || draft.pick_up_abandoned === true;

function agingExample({ aging, priority }: Values): Example | null {
  if (typeof aging !== 'number' || !(aging > 0)) return null;
  const start = Number(priority ?? 0);
  return { key: 'aging', params: { start, after: Math.round((start + aging * 10) * 10) / 10 } };
}

const weightExample = ({ weight }: Values): Example | null =>
  Number(weight) > 1 ? { key: 'weight', params: { here: 20, there: 20 * Number(weight) } } : null;

const triesExample = (draft: Values): Example => ({
  key: 'callback_tries',
  params: { count: Number(draft.callback_tries), minutes: Math.round(Number(draft.callback_again) / 6) / 10 },
});

const whoMay: readonly Field[] = [
  { kind: 'levels', name: 'skills', to: 'skills', min: 1, max: 10, help: 'queue_skills' },
  { kind: 'text', name: 'qualification', help: 'qualification', suggest: knownQualifications },
  { kind: 'rows', name: 'rings', fields: ringFields, by: 'after', most: 10, standard: [], help: 'rings' },
  number('lend_while_waiting', 0, 0, 10_000, { unit: 'callers', help: 'lend_while_waiting' }),
];

const whoFirst: readonly Field[] = [
  sentences('choice', [
    'longest_idle',
    'most_free_time',
    'fewest_calls',
    'round_robin',
    'ranked',
    'random',
    'ring_all',
  ]),
  { kind: 'levels', name: 'preferred', to: 'skills', min: 1, max: 10, compact: true, help: 'preferred' },
  toggle('last_agent', false, { help: 'last_agent' }),
  number('last_agent_days', 30, 1, 365, { unit: 'days', when: (draft) => draft.last_agent === true }),
  toggle('by_region', false, { help: 'by_region' }),
  seconds('hold_for', 0, 3600, { help: 'hold_for' }),
];

const whichCaller: readonly Field[] = [
  number('priority', 0, 0, 100, { help: 'priority' }),
  number('aging', 0, 0, 100, { unit: 'points_a_minute', help: 'aging', example: agingExample }),
  number('weight', 1, 1, 100, { help: 'weight', example: weightExample }),
];

const offered: readonly Field[] = [
  seconds('ring_for', 15, 120, { min: 3, help: 'ring_for' }),
  sentences('declined', ['not_ready', 'pause', 'keep']),
  sentences('unanswered', ['not_ready', 'pause', 'keep']),
  sentences('busy', ['pause', 'not_ready']),
  sentences('unreachable', ['pause', 'not_ready']),
];

const longLine: readonly Field[] = [
  number('max_waiting', 0, 0, 10_000, { unit: 'callers', zero: 'no_limit', help: 'max_waiting' }),
  seconds('max_expected_wait', 0, 86_400, { zero: 'no_limit', help: 'max_expected_wait' }),
  seconds('max_wait', 0, 86_400, { zero: 'no_limit', help: 'max_wait' }),
  { kind: 'link', name: 'overflow_queue', to: 'queues', help: 'overflow_queue' },
  seconds('heavy_load_wait', 0, 86_400, { zero: 'never', help: 'heavy_load_wait' }),
  sentences('no_agents', ['wait', 'overflow', 'number', 'message', 'hang_up']),
  {
    kind: 'text',
    name: 'no_agents_number',
    required: true,
    pattern: DIALABLE,
    hint: 'dialed',
    when: isAny('no_agents', 'number'),
  },
];

const callback: readonly Field[] = [
  sentences('callback', ['no', 'agent_first', 'customer_first']),
  seconds('callback_after', 60, 86_400, { help: 'callback_after', when: callsBack }),
  {
    kind: 'text',
    name: 'callback_key',
    required: true,
    short: true,
    standard: '1',
    pattern: /^[0-9*#]$/,
    hint: 'key',
    help: 'callback_key',
    when: callsBack,
  },
  toggle('pick_up_abandoned', false, { help: 'pick_up_abandoned' }),
  number('callback_tries', 3, 1, 20, { unit: 'times', when: callsAnybodyBack }),
  number('callback_again', 900, 30, 86_400, {
    unit: 'minutes',
    scale: 1 / 60,
    help: 'callback_again',
    when: callsAnybodyBack,
    example: triesExample,
  }),
  {
    kind: 'link',
    name: 'callback_calendar_id',
    to: 'calendars',
    help: 'callback_calendar',
    when: callsAnybodyBack,
  },
  toggle('callback_idle', false, { help: 'callback_idle', when: callsAnybodyBack }),
];

const heard: readonly Field[] = [
  {
    kind: 'text',
    name: 'message_key',
    short: true,
    standard: '',
    pattern: /^[0-9*#]$/,
    hint: 'key',
    help: 'message_key',
  },
  { kind: 'link', name: 'survey_id', to: 'surveys', help: 'survey_id' },
  seconds('announce_every', 30, 3600, { min: 10, help: 'announce_every' }),
  toggle('announce_place', true),
  toggle('announce_wait', true),
  { kind: 'prompt', name: 'music', help: 'music' },
  toggle('say_agent_number', false, { help: 'say_agent_number' }),
  toggle('whisper_queue', false, { help: 'whisper_queue' }),
  {
    kind: 'prompt',
    name: 'whisper_prompt',
    help: 'whisper_prompt',
    when: (draft) => draft.whisper_queue === true,
  },
];

export const queues: Resource = {
  key: 'queues',
  permission: 'admin.center',
  wide: true,
  columns: [
    { name: 'number' },
    { name: 'name' },
    { name: 'goal_share', align: 'end' },
    { name: 'goal_seconds', align: 'end' },
    { name: 'priority', align: 'end' },
    { name: 'callback' },
    { name: 'overflow_queue' },
  ],
  needs: ['queues', 'sites', 'skills', 'dispositions', 'calendars', 'agents', 'surveys'],
  touches: agentsOf,
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'number', required: true, pattern: SHORT_NUMBER, hint: 'short_number' },
        name,
        nameEn,
        { kind: 'link', name: 'site_id', to: 'sites', help: 'queue_site' },
      ],
    },
    { title: 'who_answers', fields: whoMay },
    { title: 'who_first', fields: whoFirst },
    { title: 'which_caller', fields: whichCaller },
    { title: 'offered', fields: offered },
    { title: 'long_line', fields: longLine },
    {
      title: 'after_wait',
      fields: [
        {
          kind: 'rows',
          name: 'after_wait',
          fields: ruleFields,
          by: 'after',
          most: 10,
          standard: [],
          help: 'after_wait',
        },
      ],
    },
    { title: 'callback', fields: callback },
    { title: 'heard', fields: heard },
    {
      title: 'goal',
      fields: [
        seconds('goal_seconds', 20, 3600, { min: 1, help: 'goal' }),
        number('goal_share', 0.8, 0.01, 1, { unit: 'percent', scale: 100 }),
        seconds('short_abandoned', 5, 60, { help: 'short_abandoned' }),
      ],
    },
    {
      title: 'after',
      fields: [
        seconds('after_call_work', 45, 3600, { help: 'after_call_work' }),
        seconds('extend_by', 30, 3600, { help: 'extend_by' }),
        { kind: 'links', name: 'dispositions', to: 'dispositions', help: 'queue_dispositions' },
      ],
    },
    {
      title: 'hours_recording',
      danger: true,
      fields: [
        { kind: 'link', name: 'calendar_id', to: 'calendars', help: 'queue_calendar' },
        toggle('recorded', true, { help: 'recorded' }),
      ],
    },
  ],
};
