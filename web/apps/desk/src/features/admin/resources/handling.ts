import { listOf, type Resource } from '../form/fields';
import { CODE, name, nameEn, number, seconds, sentences, toggle } from './common';

export const reasons: Resource = {
  key: 'reasons',
  permission: 'admin.center',
  columns: [
    { name: 'code' },
    { name: 'name' },
    { name: 'name_en' },
    { name: 'limit', align: 'end' },
    { name: 'quota', align: 'end' },
    { name: 'approval' },
  ],
  needs: ['reasons'],
  sections: [
    {
      title: 'who',
      fields: [{ kind: 'text', name: 'code', required: true, pattern: CODE, hint: 'code' }, name, nameEn],
    },
    {
      title: 'how_long',
      fields: [
        seconds('limit', 0, 86_400, {
          unit: 'minutes',
          scale: 1 / 60,
          zero: 'no_limit',
          help: 'reason_limit',
        }),
        sentences('at_limit', ['show', 'ready'], { when: (draft) => Number(draft.limit) > 0 }),
      ],
    },
    {
      title: 'how_many',
      fields: [
        number('quota', 0, 0, 1000, { unit: 'agents', zero: 'no_limit', help: 'quota' }),
        toggle('approval', false, { help: 'approval' }),
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
