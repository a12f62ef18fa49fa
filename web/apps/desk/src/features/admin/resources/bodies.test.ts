// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { fieldsOf, type Field, type ResourceKey } from '../form/fields';
import { RESOURCES } from './index';

const root = fileURLToPath(new URL('../../../../../../../lingtong/', import.meta.url));

/** The names in a body of the server. What a form leaves out the server sets back to its default. */
function namesIn(path: string, body: string): string[] {
  const text = readFileSync(root + path, 'utf8');
  const after = text.split(new RegExp(`^class ${body}\\(.*\\):$`, 'm'))[1] ?? '';
  const inside = after.split(/^\S/m)[0] ?? '';
  return [...inside.matchAll(/^ {4}(\w+): /gm)].map(([, name = '']) => name);
}

const namesOf = (fields: readonly Field[]): string[] => [...new Set(fields.map(({ name }) => name))].sort();
const rowsOf = (key: ResourceKey, name: string): readonly Field[] => {
  const field = fieldsOf(RESOURCES[key]).find((one) => one.name === name);
  return field?.kind === 'rows' ? field.fields : [];
};

describe('a form sends all that the server keeps', () => {
  it.each([
    ['queues', 'floor/routing/schemas.py', 'QueueBody', []],
    ['dispositions', 'floor/routing/schemas.py', 'DispositionBody', []],
    ['speech-services', 'floor/ivr/prompts/speech/schemas.py', 'SpeechServiceBody', ['has_key']],
    ['agents', 'floor/agents/schemas.py', 'AgentBody', ['has_pin']],
    ['plans', 'floor/plans/schemas.py', 'PlanBody', []],
    ['do-not-call', 'floor/callbacks/schemas.py', 'DoNotCallBody', []],
    ['number-lists', 'floor/lists/schemas.py', 'NumberListBody', []],
    ['outbound-rules', 'floor/outbound_rules/schemas.py', 'OutboundRuleBody', []],
    ['alarm-rules', 'insight/alarms/schemas.py', 'AlarmRuleBody', []],
    ['entry-points', 'floor/ivr/schemas.py', 'EntryPointBody', []],
    ['fax-rules', 'floor/channels/fax/schemas.py', 'FaxRuleBody', []],
    ['voicemail-boxes', 'floor/voicemail/schemas.py', 'BoxBody', []],
    ['recording-rules', 'floor/recording/schemas.py', 'RecordingRuleBody', []],
    ['trunks', 'switch/trunks/schemas.py', 'TrunkBody', ['has_password']],
    ['phones', 'switch/trunks/schemas.py', 'DeskPhoneBody', []],
    ['sites', 'floor/routing/schemas.py', 'SiteBody', []],
    ['http-services', 'floor/ivr/sources/schemas.py', 'HttpServiceBody', ['has_secret']],
    ['data-sources', 'floor/ivr/sources/schemas.py', 'DataSourceBody', ['has_password']],
  ] as const)('%s', (key, path, body, countedByServer) => {
    const kept = namesIn(path, body).filter((name) => !(countedByServer as readonly string[]).includes(name));
    expect(kept.length).toBeGreaterThan(1);
    expect(namesOf(fieldsOf(RESOURCES[key]))).toEqual(kept.sort());
  });

  it('reasons, with the names that they share with teams and skills', () => {
    const kept = [
      ...namesIn('floor/agents/schemas.py', 'NamedBody'),
      ...namesIn('floor/agents/schemas.py', 'ReasonBody'),
    ];
    expect(namesOf(fieldsOf(RESOURCES.reasons))).toEqual(kept.sort());
  });

  it('rings and rules inside a queue', () => {
    const names = (body: string) => namesIn('floor/routing/schemas.py', body).sort();
    expect(namesOf(rowsOf('queues', 'rings'))).toEqual(names('RingBody'));
    expect(namesOf(rowsOf('queues', 'after_wait'))).toEqual(names('AfterWaitBody'));
  });
});
