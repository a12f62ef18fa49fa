import { recordOf, textOf, type Lists, type Resource, type Values } from '../form/fields';
import { name, nameEn } from './common';

const DIALED = /^\+?\d{2,20}$/;
const HOST = /^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i;
const ADDRESS = /^[0-9a-f:.]+(\/\d{1,3})?$/i;
const TRUNK_NAME = /^(?!a-|guest-|trunk-)[a-z0-9][a-z0-9-]{1,31}$/;

const nodesOf = (flow: Values): readonly Values[] =>
  Object.values(recordOf(flow.nodes)).map((node) => recordOf(node));

const usesOfCalendar = (id: string, lists: Lists): number =>
  (lists.queues ?? []).filter((queue) => queue.calendar_id === id || queue.callback_calendar_id === id)
    .length +
  (lists.flows ?? []).filter((flow) => nodesOf(flow).some((node) => node.calendar_id === id)).length;

const knownMedia = (lists: Lists): readonly string[] =>
  [...new Set((lists['entry-points'] ?? []).map((entry) => textOf(entry.media)))].filter(Boolean).sort();

const screens = (draft: Values): boolean => (draft.screening ?? 'off') !== 'off';

export const entryPoints: Resource = {
  key: 'entry-points',
  permission: 'admin.center',
  columns: [
    { name: 'number' },
    { name: 'name' },
    { name: 'flow_id' },
    { name: 'media' },
    { name: 'language' },
    { name: 'enabled' },
  ],
  needs: ['entry-points', 'flows', 'queues'],
  sections: [
    {
      title: 'who',
      fields: [
        {
          kind: 'text',
          name: 'number',
          required: true,
          pattern: DIALED,
          hint: 'dialed',
          help: 'entry_number',
        },
        name,
        nameEn,
      ],
    },
    {
      title: 'calls',
      fields: [
        { kind: 'link', name: 'flow_id', to: 'flows', required: true, help: 'entry_flow' },
        { kind: 'choice', name: 'language', options: ['zh', 'en'], standard: 'zh', help: 'entry_language' },
        { kind: 'text', name: 'media', help: 'entry_media', suggest: knownMedia },
        { kind: 'toggle', name: 'browser', standard: false, help: 'entry_browser' },
        { kind: 'link', name: 'fax_queue_id', to: 'queues', help: 'entry_fax' },
      ],
    },
    {
      title: 'screening',
      fields: [
        {
          kind: 'choice',
          name: 'screening',
          options: ['off', 'suspects', 'all'],
          standard: 'off',
          as: 'sentences',
        },
        {
          kind: 'choice',
          name: 'screening_silence',
          options: ['agent', 'end'],
          standard: 'agent',
          as: 'sentences',
          when: screens,
        },
        {
          kind: 'number',
          name: 'suspect_days',
          standard: 30,
          min: 1,
          max: 365,
          unit: 'days',
          help: 'suspect_days',
          when: screens,
        },
        {
          kind: 'number',
          name: 'lock_after',
          standard: 3,
          min: 0,
          max: 100,
          unit: 'times',
          zero: 'never',
          help: 'lock_after',
          when: screens,
        },
      ],
    },
    {
      title: 'surge',
      fields: [
        {
          kind: 'number',
          name: 'max_lines',
          standard: 0,
          min: 0,
          max: 100_000,
          unit: 'lines',
          zero: 'no_limit',
          help: 'max_lines',
        },
        {
          kind: 'number',
          name: 'max_caps',
          standard: 0,
          min: 0,
          max: 10_000,
          unit: 'a_second',
          zero: 'no_limit',
          help: 'max_caps',
        },
      ],
    },
    {
      title: 'in_use',
      danger: true,
      fields: [{ kind: 'toggle', name: 'enabled', standard: true, help: 'entry_enabled' }],
    },
  ],
};

/** Named by other things; drawn in its own feature. */
export const flows: Resource = {
  key: 'flows',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'version', align: 'end' }],
  needs: ['entry-points'],
  sections: [
    {
      title: 'who',
      fields: [
        name,
        nameEn,
        {
          kind: 'number',
          name: 'idle_release',
          unit: 'seconds',
          min: 10,
          max: 600,
          standard: 60,
          help: 'idle_release',
        },
        { kind: 'toggle', name: 'returns', standard: false, help: 'returns' },
      ],
    },
  ],
  touches: (id, lists) => (lists['entry-points'] ?? []).filter((entry) => entry.flow_id === id).length,
};

export const calendars: Resource = {
  key: 'calendars',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'timezone' }, { name: 'week' }, { name: 'special_days', align: 'end' }],
  needs: ['calendars', 'queues', 'flows'],
  touches: usesOfCalendar,
  sections: [
    {
      title: 'who',
      fields: [
        name,
        { kind: 'text', name: 'timezone', required: true, standard: 'Asia/Shanghai', help: 'timezone' },
      ],
    },
    { title: 'week', fields: [{ kind: 'week', name: 'week', required: true, help: 'week' }] },
    { title: 'special_days', fields: [{ kind: 'special_days', name: 'special_days', help: 'special_days' }] },
  ],
};

const registers = (draft: Values): boolean => draft.kind === 'registration';
const byAddress = (draft: Values): boolean => draft.kind === 'ip';

export const trunks: Resource = {
  key: 'trunks',
  permission: 'admin.trunks',
  columns: [
    { name: 'order', align: 'end' },
    { name: 'name' },
    { name: 'kind' },
    { name: 'host' },
    { name: 'outbound' },
    { name: 'enabled' },
  ],
  needs: ['trunks'],
  sections: [
    {
      title: 'carrier',
      fields: [
        {
          kind: 'text',
          name: 'name',
          required: true,
          pattern: TRUNK_NAME,
          hint: 'trunk_name',
          help: 'trunk_name',
        },
        { kind: 'choice', name: 'kind', options: ['ip', 'registration'], standard: 'ip', help: 'trunk_kind' },
        { kind: 'text', name: 'host', required: true, pattern: HOST, hint: 'host' },
        { kind: 'number', name: 'port', min: 1, max: 65535, standard: 5060 },
        { kind: 'choice', name: 'transport', options: ['udp', 'tcp', 'tls'], standard: 'udp' },
      ],
    },
    {
      title: 'proof',
      fields: [
        { kind: 'text', name: 'username', when: registers, required: true },
        {
          kind: 'secret',
          name: 'password',
          shortest: 1,
          when: registers,
          required: true,
          help: 'write_only',
        },
        {
          kind: 'lines',
          name: 'allowed_ips',
          pattern: ADDRESS,
          when: byAddress,
          required: true,
          help: 'allowed_ips',
        },
      ],
    },
    {
      title: 'outbound',
      fields: [
        { kind: 'toggle', name: 'outbound', standard: true, help: 'trunk_outbound' },
        { kind: 'number', name: 'order', min: 0, max: 1000, standard: 0, help: 'trunk_order' },
        { kind: 'text', name: 'caller_number', pattern: DIALED, hint: 'dialed', help: 'caller_number' },
        { kind: 'toggle', name: 't38', standard: true, help: 'trunk_t38' },
      ],
    },
    {
      title: 'in_use',
      danger: true,
      fields: [{ kind: 'toggle', name: 'enabled', standard: true, help: 'trunk_enabled' }],
    },
  ],
};
