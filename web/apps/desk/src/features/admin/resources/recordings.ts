import { textOf, type Resource, type Values } from '../form/fields';
import { name, nameEn, number, seconds, sentences, toggle } from './common';

const records = (draft: Values): boolean => draft.record !== false;
const encodes = (draft: Values): boolean => records(draft) && textOf(draft.form) !== 'wav';

export const recordingRules: Resource = {
  key: 'recording-rules',
  permission: 'admin.center',
  columns: [
    { name: 'order', align: 'end' },
    { name: 'name' },
    { name: 'queues' },
    { name: 'record' },
    { name: 'share', align: 'end' },
    { name: 'form' },
    { name: 'keep_days', align: 'end' },
  ],
  needs: ['recording-rules', 'queues', 'teams', 'agents', 'entry-points'],
  sections: [
    {
      title: 'who',
      fields: [
        name,
        nameEn,
        number('order', 100, 0, 9999, { help: 'recording_order' }),
        toggle('enabled', true),
      ],
    },
    {
      title: 'recording_whom',
      fields: [
        { kind: 'links', name: 'queues', to: 'queues' },
        { kind: 'links', name: 'teams', to: 'teams' },
        { kind: 'links', name: 'agents', to: 'agents' },
        { kind: 'links', name: 'entry_points', to: 'entry-points' },
        {
          kind: 'choice',
          name: 'direction',
          options: ['any', 'in', 'out', 'internal'],
          standard: 'any',
          as: 'menu',
          label: 'recording_direction',
        },
      ],
    },
    {
      title: 'recording_how',
      fields: [
        toggle('record', true, { help: 'recording_record' }),
        number('share', 100, 0, 100, { unit: 'percent', step: 0.1, when: records, help: 'recording_share' }),
        sentences('begins', ['automatic', 'agent', 'supervisor'], { when: records }),
        sentences('consent', ['not_needed', 'not_refused', 'given'], { when: records }),
        seconds('beep_every', 0, 600, { zero: 'never', when: records, help: 'recording_beep' }),
        sentences('silence', ['keep', 'mark', 'drop'], { when: records }),
        toggle('unknown_waits', true, { when: records, help: 'recording_unknown_waits' }),
      ],
    },
    {
      title: 'recording_kept',
      fields: [
        sentences('form', ['flac', 'opus', 'wav'], { when: records }),
        number('level', 5, 0, 10, { when: encodes, help: 'recording_level' }),
        toggle('encrypted', true, { when: records, help: 'recording_encrypted' }),
        number('keep_days', 400, 0, 36500, {
          unit: 'days',
          zero: 'no_limit',
          when: records,
          help: 'recording_keep_days',
        }),
        number('archive_after_days', 0, 0, 36500, {
          unit: 'days',
          zero: 'never',
          when: records,
          help: 'recording_archive',
        }),
      ],
    },
  ],
};
