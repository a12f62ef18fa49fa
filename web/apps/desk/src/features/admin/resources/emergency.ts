import type { Resource } from '../form/fields';
import { DIALABLE, name, nameEn, number } from './common';

export const plans: Resource = {
  key: 'plans',
  permission: 'admin.center',
  columns: [
    { name: 'name' },
    { name: 'overflow' },
    { name: 'flows' },
    { name: 'heavy_load' },
    { name: 'callbacks_only' },
    { name: 'most_hours', align: 'end' },
  ],
  needs: ['plans', 'queues', 'entry-points', 'flows'],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'plan_does',
      fields: [
        { kind: 'pairs', name: 'overflow', from: 'queues', to: 'queues', help: 'plan_overflow' },
        { kind: 'pairs', name: 'flows', from: 'entry-points', to: 'flows', help: 'plan_flows' },
        { kind: 'links', name: 'heavy_load', to: 'queues', help: 'plan_heavy_load' },
        { kind: 'links', name: 'callbacks_only', to: 'queues', help: 'plan_callbacks_only' },
      ],
    },
    {
      title: 'plan_ends',
      fields: [number('most_hours', 4, 0.25, 72, { unit: 'hours', help: 'plan_most_hours' })],
    },
  ],
};

export const doNotCall: Resource = {
  key: 'do-not-call',
  permission: 'admin.center',
  columns: [{ name: 'number' }, { name: 'note' }],
  needs: ['do-not-call'],
  sections: [
    {
      title: 'who_not',
      fields: [
        {
          kind: 'text',
          name: 'number',
          required: true,
          pattern: DIALABLE,
          hint: 'dialed',
          help: 'do_not_call_number',
        },
        { kind: 'text', name: 'note', help: 'do_not_call_note' },
      ],
    },
  ],
};
