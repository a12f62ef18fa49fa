import { type AgentRow, useLive, useSession } from '@lingtong/client';
import { agentRow, seatView } from '@lingtong/client/testing';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { i18n } from '../../../shell/words';
import RecordingPart from './RecordingPart.vue';

let asked: unknown[] = [];

function part(change: Partial<AgentRow>) {
  const pinia = createPinia();
  setActivePinia(pinia);
  useSession().user = { agent_id: 'boss', permissions: ['floor.supervise_all'] } as never;
  useLive().seat = seatView({ agent_id: 'boss' });
  const row = agentRow('1027', { state: 'talking', interaction_id: 'i7', ...change });
  return mount(RecordingPart, { props: { row }, global: { plugins: [pinia, i18n] } });
}

beforeEach(() => {
  asked = [];
  i18n.global.locale.value = 'en';
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    asked.push(JSON.parse(String(init.body)));
    return Promise.resolve(new Response('{"interaction_id":"i7"}', { status: 200 }));
  });
});

describe('the recording of an agent’s call', () => {
  it.each([
    [{ recording: 'on' }, 'Recorded now.', ['Pause']],
    [{ recording: 'paused' }, 'Paused: silence in the file until somebody resumes.', ['Resume']],
    [{ recording: 'unknown' }, 'The recorder does not answer. It is tried again by itself.', []],
    [{ recording: 'off' }, 'Not recorded.', []],
    [{ recording: 'off', record_by: 'supervisor' }, 'Not recorded.', ['Begin recording']],
    [{ recording: 'on', record_by: 'agent' }, 'Recorded now.', ['Pause', 'End recording']],
  ] as const)('with %o', (change, said, acts) => {
    const shown = part(change);
    expect(shown.get('[role=status]').text()).toBe(said);
    expect(shown.findAll('button').map((one) => one.text())).toEqual(acts);
  });

  it.each([
    [{ recording: 'on' }, 'pause'],
    [{ recording: 'paused' }, 'resume'],
    [{ recording: 'off', record_by: 'agent' }, 'begin'],
  ] as const)('%o asks to %s', async (change, what) => {
    await part(change).get('button').trigger('click');
    await flushPromises();
    expect(asked).toEqual([{ do: 'record_of', interaction_id: 'i7', what }]);
  });
});
