import {
  listOf,
  recordOf,
  type Field,
  type FieldOf,
  type Lists,
  type Resource,
  type Values,
} from '../form/fields';

const SHORT_NUMBER = /^\d{2,12}$/;
const CODE = /^[A-Za-z0-9_.-]{1,40}$/;

const name: Field = { kind: 'text', name: 'name', required: true };
const nameEn: Field = { kind: 'text', name: 'name_en', help: 'name_en' };

type Seconds = Partial<Pick<FieldOf<'number'>, 'help' | 'min' | 'zero'>>;

const seconds = (field: string, standard: number, max: number, more: Seconds = {}): FieldOf<'number'> => ({
  kind: 'number',
  name: field,
  unit: 'seconds',
  min: 0,
  max,
  standard,
  ...more,
});

/** A queue with skills asks for their levels; one without asks for membership. */
function agentsOf(id: string, lists: Lists): number {
  const skills = Object.entries(recordOf(lists.queues?.find((queue) => queue.id === id)?.skills));
  const serves = (agent: Values): boolean =>
    skills.length > 0
      ? skills.every(([skill, level]) => Number(recordOf(agent.skills)[skill] ?? 0) >= Number(level))
      : listOf(agent.queues).includes(id);
  return (lists.agents ?? []).filter(serves).length;
}

export const queues: Resource = {
  key: 'queues',
  permission: 'admin.center',
  columns: [
    { name: 'number' },
    { name: 'name' },
    { name: 'goal_share', align: 'end' },
    { name: 'goal_seconds', align: 'end' },
    { name: 'priority', align: 'end' },
    { name: 'overflow_queue' },
  ],
  needs: ['queues', 'skills', 'dispositions', 'calendars', 'agents'],
  touches: agentsOf,
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'number', required: true, pattern: SHORT_NUMBER, hint: 'short_number' },
        name,
        nameEn,
      ],
    },
    {
      title: 'goal',
      fields: [
        seconds('goal_seconds', 20, 3600, { min: 1, help: 'goal' }),
        { kind: 'number', name: 'goal_share', unit: 'percent', scale: 100, min: 0.01, max: 1, standard: 0.8 },
        seconds('short_abandoned', 5, 60, { help: 'short_abandoned' }),
      ],
    },
    {
      title: 'who_answers',
      fields: [
        { kind: 'levels', name: 'skills', to: 'skills', min: 1, max: 10, help: 'queue_skills' },
        { kind: 'number', name: 'priority', min: 0, max: 100, standard: 0, help: 'priority' },
        seconds('ring_for', 15, 120, { min: 3, help: 'ring_for' }),
      ],
    },
    {
      title: 'waiting',
      fields: [
        seconds('announce_every', 30, 3600, { min: 10, help: 'announce_every' }),
        { kind: 'toggle', name: 'announce_place', standard: true },
        { kind: 'toggle', name: 'announce_wait', standard: true },
        {
          kind: 'text',
          name: 'music',
          required: true,
          standard: 'default',
          pattern: /^[a-z0-9_-]{1,40}$/,
          hint: 'prompt',
          help: 'music',
        },
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
      title: 'limits',
      danger: true,
      fields: [
        seconds('max_wait', 0, 86400, { zero: 'no_limit', help: 'max_wait' }),
        {
          kind: 'number',
          name: 'max_waiting',
          unit: 'callers',
          min: 0,
          max: 10000,
          standard: 0,
          zero: 'no_limit',
        },
        { kind: 'link', name: 'overflow_queue', to: 'queues', help: 'overflow_queue' },
        { kind: 'link', name: 'calendar_id', to: 'calendars', help: 'queue_calendar' },
        { kind: 'toggle', name: 'recorded', standard: true, help: 'recorded' },
      ],
    },
  ],
};

export const reasons: Resource = {
  key: 'reasons',
  permission: 'admin.center',
  columns: [{ name: 'code' }, { name: 'name' }, { name: 'name_en' }, { name: 'limit', align: 'end' }],
  needs: ['reasons'],
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'code', required: true, pattern: CODE, hint: 'code' },
        name,
        nameEn,
        seconds('limit', 0, 86400, { zero: 'no_limit', help: 'reason_limit' }),
      ],
    },
  ],
};

export const dispositions: Resource = {
  key: 'dispositions',
  permission: 'admin.center',
  columns: [{ name: 'code' }, { name: 'group' }, { name: 'name' }, { name: 'name_en' }],
  needs: ['dispositions', 'queues'],
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'code', required: true, pattern: CODE, hint: 'code' },
        name,
        nameEn,
        { kind: 'text', name: 'group', help: 'disposition_group' },
        { kind: 'text', name: 'group_en' },
      ],
    },
  ],
  touches: (id, lists) =>
    (lists.queues ?? []).filter((queue) => listOf(queue.dispositions).includes(id)).length,
};
