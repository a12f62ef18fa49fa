import { recordOf, type Field, type Resource, type Values } from '../form/fields';
import { DIALABLE, name, nameEn, number, toggle } from './common';
import { knownQualifications } from './queues';

export const PERMISSIONS = [
  'desk.use',
  'floor.view',
  'floor.supervise',
  'floor.supervise_all',
  'wallboard.view',
  'board.edit',
  'recording.play_own',
  'recording.play',
  'number.view',
  'quality.use',
  'flow.edit',
  'flow.publish',
  'admin.users',
  'admin.center',
  'admin.trunks',
  'admin.audit',
] as const;

const DIAL_RIGHTS = ['internal', 'national', 'international'] as const;
const SHORT_NUMBER = /^\d{2,8}$/;
const PHONE_NAME = /^(?!a-|guest-|trunk-)[a-z0-9][a-z0-9-]{1,31}$/;
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

const isDesk = (draft: Values): boolean => draft.phone === 'desk';
const isMobile = (draft: Values): boolean => draft.phone === 'mobile';

// Of somebody who is an agent already only the number stands here; the rest is under Agents.
const isNewAgent = (draft: Values): boolean => draft.phone !== undefined;

const agentFields: readonly Field[] = [
  { kind: 'text', name: 'agent_number', required: true, pattern: SHORT_NUMBER, hint: 'short_number' },
  {
    kind: 'choice',
    name: 'phone',
    options: ['browser', 'desk'],
    standard: 'browser',
    help: 'phone',
    when: isNewAgent,
  },
  {
    kind: 'link',
    name: 'endpoint',
    to: 'phones',
    by: 'name',
    required: true,
    when: isDesk,
    help: 'endpoint',
  },
];

export const users: Resource = {
  key: 'users',
  permission: 'admin.users',
  columns: [
    { name: 'login' },
    { name: 'name' },
    { name: 'role_id' },
    { name: 'agent_number' },
    { name: 'language' },
    { name: 'locked' },
  ],
  needs: ['users', 'roles', 'phones'],
  incoming: (row) => ({ ...row, agent: row.agent_number ? { agent_number: row.agent_number } : null }),
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'login', required: true, pattern: LOGIN, hint: 'login', help: 'login' },
        name,
        { kind: 'choice', name: 'language', options: ['zh', 'en'], standard: 'zh' },
      ],
    },
    { title: 'right', fields: [{ kind: 'link', name: 'role_id', to: 'roles', required: true }] },
    { title: 'agent', fields: [{ kind: 'part', name: 'agent', fields: agentFields, help: 'agent' }] },
    {
      title: 'secret',
      danger: true,
      fields: [
        { kind: 'secret', name: 'password', shortest: 10, required: true, help: 'password' },
        { kind: 'toggle', name: 'locked', standard: false, help: 'locked' },
      ],
    },
  ],
};

export const roles: Resource = {
  key: 'roles',
  permission: 'admin.users',
  columns: [{ name: 'name' }, { name: 'permissions' }, { name: 'dial_right' }],
  needs: ['roles', 'users'],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'right',
      fields: [
        { kind: 'set', name: 'permissions', options: PERMISSIONS },
        {
          kind: 'choice',
          name: 'dial_right',
          options: DIAL_RIGHTS,
          standard: 'national',
          help: 'dial_right',
        },
      ],
    },
  ],
  touches: (id, lists) => (lists.users ?? []).filter((user) => user.role_id === id).length,
};

export const teams: Resource = {
  key: 'teams',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'name_en' }],
  needs: ['teams', 'agents', 'sites'],
  sections: [
    {
      title: 'who',
      fields: [name, nameEn, { kind: 'link', name: 'site_id', to: 'sites', help: 'team_site' }],
    },
  ],
  touches: (id, lists) => (lists.agents ?? []).filter((agent) => agent.team_id === id).length,
};

export const skills: Resource = {
  key: 'skills',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'name_en' }],
  needs: ['skills', 'agents'],
  sections: [{ title: 'who', fields: [name, nameEn] }],
  touches: (id, lists) => (lists.agents ?? []).filter((agent) => id in recordOf(agent.skills)).length,
};

export const agents: Resource = {
  key: 'agents',
  permission: 'admin.center',
  columns: [
    { name: 'agent_number' },
    { name: 'name' },
    { name: 'team_id' },
    { name: 'skills' },
    { name: 'queues' },
    { name: 'phone' },
  ],
  needs: ['agents', 'teams', 'skills', 'queues', 'phones'],
  sections: [
    {
      title: 'who',
      fields: [
        { kind: 'text', name: 'agent_number', required: true, pattern: SHORT_NUMBER, hint: 'short_number' },
        name,
        { kind: 'link', name: 'team_id', to: 'teams' },
      ],
    },
    {
      title: 'calls',
      fields: [
        { kind: 'links', name: 'queues', to: 'queues', help: 'agent_queues' },
        { kind: 'levels', name: 'skills', to: 'skills', min: 1, max: 10, help: 'agent_skills' },
        {
          kind: 'days',
          name: 'qualifications',
          suggest: knownQualifications,
          help: 'qualifications',
        },
        { kind: 'lines', name: 'regions', help: 'regions' },
        number('rank', 0, 0, 1000, { zero: 'last', help: 'rank' }),
        {
          kind: 'choice',
          name: 'dial_right',
          options: DIAL_RIGHTS,
          standard: 'national',
          help: 'dial_right',
        },
        { kind: 'prompt', name: 'greeting', help: 'greeting' },
      ],
    },
    {
      title: 'phone',
      danger: true,
      fields: [
        {
          kind: 'choice',
          name: 'phone',
          options: ['browser', 'desk', 'mobile'],
          standard: 'browser',
          as: 'sentences',
        },
        {
          kind: 'link',
          name: 'endpoint',
          to: 'phones',
          by: 'name',
          required: true,
          when: isDesk,
          help: 'endpoint',
        },
        {
          kind: 'text',
          name: 'mobile',
          required: true,
          pattern: DIALABLE,
          hint: 'dialed',
          when: isMobile,
          help: 'mobile',
        },
        toggle('persistent_leg', false, { help: 'persistent_leg' }),
        {
          kind: 'secret',
          name: 'pin',
          shortest: 4,
          pattern: /^\d{4,8}$/,
          hint: 'pin',
          kept: 'has_pin',
          help: 'pin',
        },
      ],
    },
  ],
};

export const phones: Resource = {
  key: 'phones',
  permission: 'admin.trunks',
  columns: [{ name: 'name' }, { name: 'display_name' }],
  needs: ['phones'],
  secretOnce: true,
  sections: [
    {
      title: 'phone',
      fields: [
        {
          kind: 'text',
          name: 'name',
          required: true,
          fixed: true,
          pattern: PHONE_NAME,
          hint: 'phone_name',
          help: 'desk_phone',
        },
        { kind: 'text', name: 'display_name', help: 'display_name' },
      ],
    },
  ],
};
