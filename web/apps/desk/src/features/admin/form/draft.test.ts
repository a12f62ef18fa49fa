import { describe, expect, it } from 'vitest';

import { bodyOf, changes, check, checkField, fieldsShown, same } from './draft';
import { placeErrors } from './says';
import { blank, fieldsOf, type Field } from './fields';
import { RESOURCES } from '../resources';

const queueFields = fieldsOf(RESOURCES.queues);
const trunkFields = fieldsOf(RESOURCES.trunks);
const queue = { ...blank(queueFields), id: 'q1', number: '3001', name: '故障报修' };

describe('differences before saving', () => {
  it('names what changed, in the order of the form', () => {
    const found = changes(queueFields, queue, { ...queue, recorded: false, goal_seconds: 15 });
    expect(found.map(({ field, before, after }) => [field.name, before, after])).toEqual([
      ['goal_seconds', 20, 15],
      ['recorded', true, false],
    ]);
  });

  it('finds none when the keys of an object only changed places', () => {
    expect(
      changes(queueFields, { ...queue, skills: { a: 1, b: 2 } }, { ...queue, skills: { b: 2, a: 1 } }),
    ).toEqual([]);
    expect(same([1, 2], [2, 1])).toBe(false);
  });

  it('takes a field that the server left out as empty', () => {
    expect(
      changes(queueFields, { id: 'q1', number: '3001', name: 'A' }, { id: 'q1', number: '3001', name: 'B' }),
    ).toHaveLength(1);
  });

  it('counts a secret only when one is typed', () => {
    const trunk = { ...blank(trunkFields), kind: 'registration' };
    expect(changes(trunkFields, trunk, { ...trunk, password: '' })).toEqual([]);
    expect(changes(trunkFields, trunk, { ...trunk, password: 'x' }).map(({ field }) => field.name)).toEqual([
      'password',
    ]);
  });
});

describe('checks on leaving a field', () => {
  const field = (name: string): Field => queueFields.find((one) => one.name === name) as Field;

  it('asks for what is required', () => {
    expect(check(queueFields, { ...queue, name: ' ' }, false)).toEqual({ name: [{ key: 'required' }] });
  });

  it('gives the range in the unit that the person types', () => {
    expect(checkField(field('goal_share'), 1.2, false)).toEqual([
      { key: 'range', params: { min: 1, max: 100 } },
    ]);
    expect(checkField(field('goal_share'), 0.8, false)).toEqual([]);
    expect(checkField(field('ring_for'), Number.NaN, false)).toEqual([{ key: 'number' }]);
  });

  it('asks for a password of a new user only', () => {
    const password = fieldsOf(RESOURCES.users).find(({ name }) => name === 'password') as Field;
    expect(checkField(password, '', true)).toEqual([{ key: 'required' }]);
    expect(checkField(password, '', false)).toEqual([]);
    expect(checkField(password, 'short', false)).toEqual([{ key: 'shortest', params: { count: 10 } }]);
  });

  it('leaves fields alone that are not shown', () => {
    const byAddress = {
      ...blank(trunkFields),
      name: 'carrier',
      kind: 'ip',
      host: '10.0.0.1',
      allowed_ips: ['10.0.0.1'],
    };
    expect(check(trunkFields, byAddress, true)).toEqual({});
    expect(Object.keys(check(trunkFields, { ...byAddress, kind: 'registration' }, true))).toEqual([
      'username',
      'password',
    ]);
    expect(fieldsShown(trunkFields, byAddress).map(({ name }) => name)).not.toContain('username');
  });

  it('points at the address that is none', () => {
    const addresses = trunkFields.find(({ name }) => name === 'allowed_ips') as Field;
    expect(checkField(addresses, ['10.0.0.0/8', 'carrier.example'], true)).toEqual([
      { key: 'line', params: { line: 'carrier.example' } },
    ]);
  });

  it('refuses hours that run backwards and a calendar that never opens', () => {
    const week: Field = { kind: 'week', name: 'week' };
    const closed = [[], [], [], [], [], [], []];
    expect(checkField(week, closed, false)).toEqual([{ key: 'never_open' }]);
    expect(checkField(week, [[{ opens: '18:00', closes: '09:00' }], ...closed.slice(1)], false)).toEqual([
      { key: 'hours', params: { from: '18:00', to: '09:00' } },
    ]);
    expect(checkField(week, [[{ opens: '00:00', closes: '24:00' }], ...closed.slice(1)], false)).toEqual([]);
  });

  it('checks a part only when it is there', () => {
    const fields = fieldsOf(RESOURCES.users);
    const user = { ...blank(fields), login: 'a', name: 'A', role_id: 'r', password: 'long enough word' };
    expect(check(fields, user, true)).toEqual({});
    expect(
      Object.keys(check(fields, { ...user, agent: { agent_number: '', phone: 'browser' } }, true)),
    ).toEqual(['agent.agent_number']);
  });
});

describe("the server's refusal", () => {
  it('stands at its field, without the technical name', () => {
    const params = { kind: 'queues', value: '3001' };
    const refused = [
      { field: 'number', message: 'number: 3001 is already used.', code: 'duplicate', params },
    ];
    expect(placeErrors(queueFields, refused)).toEqual({
      number: [{ words: '3001 is already used.', code: 'duplicate', params }],
    });
  });

  it('stands at the node and at the form when it is deeper', () => {
    const placed = placeErrors(
      [{ kind: 'text', name: 'nodes' }],
      [{ field: "$.nodes['main'].keys['1']", message: 'leads nowhere' }],
    );
    expect(placed['nodes.main.keys.1']).toMatchObject([{ words: 'leads nowhere' }]);
    expect(placed.nodes).toMatchObject([{ words: 'leads nowhere' }]);
  });

  it('stands above the form when it has no field there', () => {
    expect(placeErrors(queueFields, [{ field: 'tenant_id', message: 'unknown' }])).toMatchObject({
      '': [{ words: 'tenant_id: unknown' }],
    });
  });
});

describe('what is sent', () => {
  it('is what the form describes, with the revision that was seen', () => {
    const trunk = { ...blank(trunkFields), id: 't1', revision: 4, warnings: [], has_password: true };
    const sent = bodyOf(trunkFields, trunk, { ...trunk, name: 'carrier' });
    expect(sent).toMatchObject({ name: 'carrier', revision: 4 });
    for (const name of ['password', 'id', 'warnings', 'has_password']) expect(sent).not.toHaveProperty(name);
  });

  it('holds a secret that was typed', () => {
    expect(bodyOf(trunkFields, {}, { password: 'x' })).toEqual({ password: 'x' });
  });

  it('holds a part only when it was touched', () => {
    const fields = fieldsOf(RESOURCES.users);
    const user = { ...blank(fields), login: 'a', agent: { agent_number: '1001' } };
    expect(bodyOf(fields, user, { ...user, login: 'b' })).not.toHaveProperty('agent');
    expect(bodyOf(fields, user, { ...user, agent: { agent_number: '1002' } })).toHaveProperty('agent');
  });
});
