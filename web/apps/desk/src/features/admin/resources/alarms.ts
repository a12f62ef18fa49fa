import type { Resource, Values } from '../form/fields';

const OF_QUEUES = ['longest_wait', 'waiting', 'expected_wait', 'service_level', 'ready', 'change'];
const OF_OTHERS = [
  'silence', 'long_talk', 'long_not_ready', 'long_after_call_work', 'phone_unreachable', 'trunk_use', 'trunk_down', 'ports_use',
]; // prettier-ignore

const goesTo = (way: string) => (draft: Values) =>
  Array.isArray(draft.deliver) && draft.deliver.includes(way);

export const alarmRules: Resource = {
  key: 'alarm-rules',
  permission: 'admin.center',
  columns: [
    { name: 'name' },
    { name: 'figure' },
    { name: 'limit', align: 'end' },
    { name: 'level' },
    { name: 'enabled' },
  ],
  needs: ['alarm-rules', 'queues'],
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'name', required: true },
        { kind: 'text', name: 'name_en', help: 'name_en' },
      ],
    },
    {
      title: 'rule',
      fields: [
        {
          kind: 'choice',
          name: 'figure',
          options: [...OF_QUEUES, ...OF_OTHERS],
          required: true,
          standard: 'longest_wait',
        },
        {
          kind: 'number',
          name: 'limit',
          min: 0,
          max: 86400,
          step: 0.01,
          required: true,
          help: 'alarm_limit',
        },
        {
          kind: 'links',
          name: 'about',
          to: 'queues',
          help: 'alarm_about',
          when: (draft) => OF_QUEUES.includes(String(draft.figure)),
        },
        {
          kind: 'choice',
          name: 'level',
          options: ['alarm', 'alert', 'notice'],
          standard: 'alert',
          help: 'alarm_level',
        },
        { kind: 'number', name: 'enter_after', unit: 'seconds', min: 0, max: 3600, standard: 15 },
        {
          kind: 'number',
          name: 'leave_share',
          unit: 'percent',
          scale: 100,
          min: 0.01,
          max: 1,
          standard: 0.8,
          help: 'alarm_leave',
        },
        { kind: 'number', name: 'leave_after', unit: 'seconds', min: 0, max: 3600, standard: 30 },
      ],
    },
    {
      title: 'word',
      fields: [
        {
          kind: 'set',
          name: 'deliver',
          options: ['screen', 'sound', 'mail', 'webhook'],
          standard: ['screen'],
        },
        { kind: 'lines', name: 'mail_to', when: goesTo('mail') },
        { kind: 'text', name: 'webhook', when: goesTo('webhook'), help: 'alarm_webhook' },
        { kind: 'toggle', name: 'enabled', standard: true },
      ],
    },
  ],
};
