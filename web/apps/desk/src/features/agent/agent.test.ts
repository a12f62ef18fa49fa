import { type CenterNames, centerKey } from '@lingtong/client';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../shell/words';
import AgentPage from './AgentPage.vue';

const names = {
  queues: [{ id: 'q1', name: '故障', name_en: 'Fault' }],
  teams: [{ id: 'day', name: '一班', name_en: 'Day' }],
  skills: [{ id: 's1', name: '普通话', name_en: 'Mandarin' }],
  sites: [{ id: 'jinan', name: '济南', name_en: 'Jinan' }],
  reasons: [],
  agents: [
    { id: 'a1', agent_number: '1001', name: 'Wang Li' },
    { id: 'a2', agent_number: '1002', name: 'Zhang Hua' },
  ],
} as unknown as CenterNames;
const profile = {
  ...{ id: 'a1', agent_number: '1001', name: 'Wang Li', phone: 'browser', team_id: 'day', site_id: 'jinan' },
  ...{ skills: { s1: 5 }, queues: ['q1'], regions: [], qualifications: {}, dial_right: 'national' },
  ...{ login: '1001', locked: true },
  role: { name: '坐席', name_en: 'Agent', permissions: ['desk.use'], dial_right: 'national' },
};
const said = { before: 'ready', state: 'not_ready', reason: '就餐', reason_en: 'Meal', lasted: 1500 };
const log = {
  day: '2026-11-22',
  timezone: 'Asia/Shanghai',
  lines: [
    { at: '2026-11-22T04:00:00Z', kind: 'state', code: 'x.y', actor: 'Wu', interaction_id: '', said },
    {
      at: '2026-11-22T05:00:00Z',
      kind: 'contact',
      code: 'offer.ended',
      actor: '',
      interaction_id: '',
      said: { outcome: 'no_answer' },
    },
  ],
};
const tasks = [
  { kind: 'callback', id: 't1', about: '138 **** 2046', since: '2026-11-22T04:00:00Z', due: null, interaction_id: '' },
]; // prettier-ignore

let answers: Record<string, { status: number; body: unknown }>;
let asked: string[];
let page: VueWrapper;

async function open(address: string) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queryClient.setQueryData(centerKey, names);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/agents/:id?', component: AgentPage }],
  });
  await router.push(address);
  page = mount(AgentPage, {
    global: { plugins: [createPinia(), i18n, router, [VueQueryPlugin, { queryClient }]] },
  });
  await flushPromises();
  return router;
}

beforeEach(() => {
  i18n.global.locale.value = 'en';
  asked = [];
  answers = {
    '/api/agents/a1': { status: 200, body: profile },
    '/api/agents/a1/tasks': { status: 200, body: tasks },
    '/api/agents/a1/log': { status: 200, body: log },
  };
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    const { status, body } = answers[path] ?? { status: 200, body: { ...log, lines: [] } };
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});
afterEach(() => {
  page.unmount();
  vi.unstubAllGlobals();
});

describe('the page of an agent', () => {
  it('asks for an agent first, and nothing of the server', async () => {
    const router = await open('/agents');
    expect(page.get('[role=status]').text()).toContain('Choose an agent');
    expect(asked).toEqual([]);
    await page.get('select').setValue('a1');
    await flushPromises();
    expect(router.currentRoute.value.path).toBe('/agents/a1');
  });

  it('shows profile, rights and what waits', async () => {
    await open('/agents/a1');
    const facts = page.get('.agent__facts').text();
    for (const one of ['Day', 'Jinan', 'Mandarin 5', 'Fault']) expect(facts).toContain(one);
    expect(page.get('[aria-label="Rights"]').text()).toContain('locked');
    expect(page.get('[aria-label="Tasks"]').text()).toContain('138 **** 2046');
  });

  it('tells the day in the zone of the center, and one kind of it when asked', async () => {
    const router = await open('/agents/a1');
    const lines = page.findAll('.log__lines li').map((one) => one.text());
    expect(lines[0]).toContain('12:00:00');
    expect(lines[0]).toContain('Meal · 25:00');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('not answered');
    await page.get('[aria-label="What"]').setValue('contact');
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ kind: 'contact' });
    expect(page.findAll('.log__lines li')).toHaveLength(1);
  });

  it('goes to the day that is asked for, and says when nothing happened', async () => {
    await open('/agents/a1?day=2026-11-20');
    expect(asked).toContain('/api/agents/a1/log?day=2026-11-20');
    expect(page.get('[aria-label="Log"]').text()).toContain('Nothing on this day.');
  });

  it('says why an agent is not shown', async () => {
    answers['/api/agents/a1'] = { status: 500, body: { code: 'server.failed', message: 'It failed.' } };
    await open('/agents/a1');
    expect(page.get('[role=alert]').text()).not.toBe('');
    expect(page.find('.agent__main').exists()).toBe(false);
  });
});
