import type { Field, Resource, Values } from '../form/fields';
import { isAny, name, nameEn, number, sentences, toggle } from './common';

const WORD = /^\p{L}[\p{L}\p{N}_]{0,39}$/u;
const ADDRESS = /^https?:\/\/[^\s?#@]+$/i;
const FILE = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}$/;
const TYPES = ['text', 'number', 'date', 'yes_no'] as const;

const word: Field = { kind: 'text', name: 'name', required: true, pattern: WORD, hint: 'word', short: true };
const type: Field = {
  kind: 'choice',
  name: 'type',
  label: 'value_type',
  options: TYPES,
  standard: 'text',
  as: 'menu',
};
const within = number('within', 5, 0.5, 30, { unit: 'seconds', help: 'source_within', step: 0.5 });
const enabled: Resource['sections'][number] = {
  title: 'in_use',
  danger: true,
  fields: [toggle('enabled', true, { help: 'source_enabled' })],
};

const changes = (draft: Values): boolean => draft.method !== 'GET';
const hasBody = (draft: Values): boolean => changes(draft) && draft.body_kind !== 'none';

const requests: readonly Field[] = [
  word,
  {
    kind: 'choice',
    name: 'method',
    options: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    standard: 'GET',
    as: 'menu',
  },
  { kind: 'text', name: 'path', required: true, pattern: /^\/\S*$/, hint: 'path', help: 'request_path' },
  {
    kind: 'choice',
    name: 'body_kind',
    options: ['none', 'json', 'form'],
    standard: 'none',
    as: 'menu',
    when: changes,
  },
  { kind: 'text', name: 'body', long: true, help: 'request_body', when: hasBody },
  toggle('repeatable', false, { help: 'request_repeatable', when: changes }),
  {
    kind: 'rows',
    name: 'answers',
    by: '',
    most: 30,
    help: 'answers',
    fields: [word, { kind: 'text', name: 'path', label: 'answer_path', required: true }, type],
  },
];

export const httpServices: Resource = {
  key: 'http-services',
  permission: 'admin.center',
  wide: true,
  tries: 'services',
  columns: [{ name: 'name' }, { name: 'base_url' }, { name: 'auth' }, { name: 'enabled' }],
  needs: ['http-services'],
  sections: [
    {
      title: 'who',
      fields: [
        name,
        nameEn,
        { kind: 'text', name: 'base_url', required: true, pattern: ADDRESS, hint: 'url', help: 'base_url' },
        toggle('private', false, { label: 'inside', help: 'source_private' }),
        within,
        number('retries', 1, 0, 3, { unit: 'times', help: 'service_retries' }),
      ],
    },
    {
      title: 'proof',
      fields: [
        {
          kind: 'choice',
          name: 'auth',
          options: ['none', 'basic', 'bearer', 'header', 'hmac'],
          standard: 'none',
          as: 'menu',
        },
        { kind: 'text', name: 'username', required: true, when: isAny('auth', 'basic') },
        { kind: 'text', name: 'key_name', when: isAny('auth', 'header', 'hmac'), help: 'key_name' },
        {
          kind: 'secret',
          name: 'secret',
          shortest: 1,
          kept: 'has_secret',
          help: 'write_only',
          when: isAny('auth', 'basic', 'bearer', 'header', 'hmac'),
        },
      ],
    },
    {
      title: 'requests',
      fields: [{ kind: 'rows', name: 'requests', by: '', most: 30, fields: requests, help: 'requests' }],
    },
    enabled,
  ],
};

const isTable = isAny('kind', 'table', '');
const isServer = isAny('kind', 'postgresql');
const isDatabase = isAny('kind', 'postgresql', 'sqlite');

export const dataSources: Resource = {
  key: 'data-sources',
  permission: 'admin.center',
  wide: true,
  tries: 'data',
  columns: [{ name: 'name' }, { name: 'kind' }, { name: 'enabled' }],
  needs: ['data-sources'],
  sections: [
    {
      title: 'who',
      fields: [
        name,
        nameEn,
        sentences('kind', ['table', 'postgresql', 'sqlite'], { label: 'source_kind', fixed: true }),
      ],
    },
    {
      title: 'table',
      fields: [
        {
          kind: 'rows',
          name: 'columns',
          by: '',
          most: 30,
          fields: [word, type],
          when: isTable,
          help: 'columns',
        },
      ],
    },
    {
      title: 'database',
      fields: [
        { kind: 'text', name: 'host', required: true, when: isServer },
        number('port', 5432, 1, 65535, { when: isServer }),
        { kind: 'text', name: 'database', required: true, when: isServer },
        { kind: 'text', name: 'username', required: true, when: isServer },
        {
          kind: 'secret',
          name: 'password',
          shortest: 1,
          kept: 'has_password',
          when: isServer,
          help: 'write_only',
        },
        toggle('private', false, { label: 'inside', help: 'source_private', when: isServer }),
        toggle('encrypted', true, { label: 'tls', when: isServer }),
        {
          kind: 'text',
          name: 'file',
          required: true,
          pattern: FILE,
          hint: 'file',
          help: 'source_file',
          when: isAny('kind', 'sqlite'),
        },
        { ...within, when: isDatabase },
        {
          kind: 'rows',
          name: 'queries',
          by: '',
          most: 30,
          when: isDatabase,
          help: 'queries',
          fields: [
            word,
            { kind: 'text', name: 'sql', required: true, long: true, help: 'sql' },
            toggle('writes', false, { help: 'query_writes' }),
            { kind: 'rows', name: 'parameters', by: '', most: 30, fields: [word, type], help: 'parameters' },
          ],
        },
      ],
    },
    enabled,
  ],
};
