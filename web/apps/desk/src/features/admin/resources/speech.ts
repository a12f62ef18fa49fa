import type { Resource } from '../form/fields';
import { isAny, name, nameEn, number, sentences, toggle } from './common';

const HEADER = /^[A-Za-z0-9-]{1,60}: ?\S.*$/;
const URL = /^https?:\/\/\S+$/;
const PROGRAM = /^[A-Za-z0-9_-]{1,40}$/;
const byWeb = isAny('kind', 'http');
const speaks = isAny('does', 'speak');

export const speechServices: Resource = {
  key: 'speech-services',
  permission: 'admin.center',
  columns: [
    { name: 'place', align: 'end' },
    { name: 'name' },
    { name: 'does' },
    { name: 'kind' },
    { name: 'enabled' },
  ],
  needs: ['speech-services'],
  speaks: true,
  sections: [
    {
      title: 'who',
      fields: [
        name,
        nameEn,
        sentences('does', ['speak', 'recognize']),
        { kind: 'choice', name: 'kind', options: ['http', 'command'], standard: 'http', help: 'speech_kind' },
        number('place', 1, 1, 20, { help: 'speech_place' }),
      ],
    },
    {
      title: 'speech_asked',
      fields: [
        {
          kind: 'text',
          name: 'url',
          label: 'speech_url',
          required: true,
          pattern: URL,
          hint: 'url',
          when: byWeb,
          help: 'speech_url',
        },
        toggle('inside', false, { when: byWeb, help: 'speech_inside' }),
        {
          kind: 'secret',
          name: 'key',
          label: 'speech_key',
          shortest: 1,
          when: byWeb,
          kept: 'has_key',
          help: 'speech_key',
        },
        {
          kind: 'lines',
          name: 'headers',
          pattern: HEADER,
          hint: 'header',
          when: byWeb,
          help: 'speech_headers',
        },
        { kind: 'text', name: 'body', label: 'speech_body', long: true, when: byWeb, help: 'speech_body' },
        { kind: 'text', name: 'answer', label: 'speech_answer', when: byWeb, help: 'speech_answer' },
        {
          kind: 'text',
          name: 'program',
          required: true,
          pattern: PROGRAM,
          hint: 'program',
          when: isAny('kind', 'command'),
          help: 'speech_program',
        },
        { kind: 'text', name: 'voice_zh', when: speaks, help: 'speech_voice' },
        { kind: 'text', name: 'voice_en', when: speaks },
        number('within', 6, 1, 25, { unit: 'seconds', help: 'speech_within' }),
      ],
    },
    { title: 'in_use', danger: true, fields: [toggle('enabled', true, { help: 'speech_enabled' })] },
  ],
};
