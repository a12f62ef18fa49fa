import type { Resource, Values } from '../form/fields';
import { name, nameEn, number } from './common';

const isKind =
  (kind: string) =>
  (draft: Values): boolean =>
    (draft.kind ?? 'free') === kind;

export const numberLists: Resource = {
  key: 'number-lists',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'kind' }, { name: 'priority', align: 'end' }],
  needs: ['number-lists'],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'list_does',
      fields: [
        {
          kind: 'choice',
          name: 'kind',
          label: 'list_kind',
          options: ['block', 'suspect', 'trusted', 'vip', 'free'],
          standard: 'free',
          as: 'sentences',
        },
        { kind: 'prompt', name: 'prompt', standard: 'number_blocked', when: isKind('block') },
        number('priority', 0, 0, 100, { help: 'list_priority', when: isKind('vip') }),
        { kind: 'toggle', name: 'whisper', standard: false, help: 'list_whisper', when: isKind('vip') },
      ],
    },
  ],
};

const allows = (draft: Values): boolean => draft.allow !== false;

export const outboundRules: Resource = {
  key: 'outbound-rules',
  permission: 'admin.center',
  columns: [
    { name: 'order', align: 'end' },
    { name: 'name' },
    { name: 'allow' },
    { name: 'uses' },
    { name: 'classes' },
    { name: 'prefixes' },
  ],
  needs: ['outbound-rules', 'teams', 'roles', 'queues', 'calendars', 'trunks'],
  sections: [
    { title: 'who', fields: [name, nameEn, number('order', 0, 0, 9999, { help: 'rule_order' })] },
    {
      title: 'rule_fits',
      fields: [
        { kind: 'set', name: 'uses', options: ['manual', 'callback', 'transfer', 'fax'], help: 'rule_empty' },
        {
          kind: 'set',
          name: 'classes',
          options: [
            'internal',
            'emergency',
            'short',
            'local',
            'mobile',
            'domestic',
            'international',
            'free',
            'premium',
            'other',
          ],
        },
        { kind: 'lines', name: 'prefixes', pattern: /^\+?\d{1,15}\*?$/, hint: 'begins', help: 'rule_begins' },
        { kind: 'links', name: 'teams', to: 'teams' },
        { kind: 'links', name: 'roles', to: 'roles' },
        { kind: 'links', name: 'queues', to: 'queues', help: 'rule_queues' },
        { kind: 'link', name: 'calendar_id', to: 'calendars', help: 'rule_hours' },
      ],
    },
    {
      title: 'rule_then',
      fields: [
        { kind: 'toggle', name: 'allow', standard: true, help: 'rule_allow' },
        { kind: 'links', name: 'trunks', to: 'trunks', help: 'rule_trunks', when: allows },
        {
          kind: 'text',
          name: 'caller_number',
          pattern: /^\+?\d{0,24}$/,
          hint: 'dialed',
          help: 'rule_caller',
          when: allows,
        },
        {
          kind: 'choice',
          name: 'do_not_call',
          options: ['as_usual', 'obeyed', 'ignored'],
          standard: 'as_usual',
          help: 'rule_do_not_call',
          when: allows,
        },
      ],
    },
  ],
};
