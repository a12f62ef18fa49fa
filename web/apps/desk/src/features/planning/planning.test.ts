import type { CenterNames, QueueConfig } from '@lingtong/client';
import { centerKey } from '@lingtong/client';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../shell/words';
import AnswerPart from './AnswerPart.vue';
import type { Answer, Band, Changes, Curve, Figures, Run } from './api';
import PlanningPage from './PlanningPage.vue';

const band = (mean: number): Band => [mean, mean - 0.01, mean + 0.01];
const figures = (level: number): Figures => ({
  offered: [40, 40, 40],
  answered: [36, 36, 36],
  abandoned: [4, 4, 4],
  other: [0, 0, 0],
  longest: [95, 90, 100],
  service_level: band(level),
  asa: band(12),
  occupancy: band(0.71),
});
const curve = (level: number): Curve => ({
  day: figures(level),
  intervals: [figures(level), figures(level)],
});
const answer = (changed: number | null): Answer => ({
  day: '2026-11-20',
  length: 3600,
  calls: 40,
  seeds: 5,
  took: 0.4,
  agents: 3,
  agents_changed: 5,
  queues: [{ id: 'q1', number: '3001', name: '故障', name_en: 'Fault', goal_seconds: 20, goal_share: 0.8 }],
  base: { total: curve(0.7), queues: { q1: curve(0.7) } },
  changed: changed === null ? null : { total: curve(changed), queues: { q1: curve(changed) } },
  truth: { total: curve(0.69), queues: { q1: curve(0.69) } },
});
const queue = {
  id: 'q1',
  number: '3001',
  name: '故障',
  name_en: 'Fault',
  skills: { fault: 3 },
  priority: 5,
} as unknown as QueueConfig;

class Api {
  days = ['2026-11-20'];
  asked: { method: string; path: string; body: { day?: string; changes?: Changes } }[] = [];
  run: Run = {
    id: 'r1',
    asked_by: 'wu',
    asked_at: '2026-11-21T01:00:00Z',
    day: '2026-11-20',
    changes: {},
    traffic: null,
    state: 'done',
    step: 'playing',
    progress: 1,
    refused: null,
    answer: answer(0.85),
  };

  fetch = (path: string, asked: { method?: string; body?: string } = {}): Promise<Response> => {
    const method = asked.method ?? 'GET';
    if (method !== 'GET') this.asked.push({ method, path, body: JSON.parse(asked.body ?? '{}') as never });
    if (path.startsWith('/api/sizing/seats'))
      return this.json({ exact: 16.0714, seats: 16, load: 11.25, erlang: 15 });
    if (path.startsWith('/api/sizing'))
      return this.json({ load: 10, formula: 'C', agents: 14, paid: 14, lines: 22, choices: [] });
    if (path === '/api/simulation' && method === 'GET') return this.json({ days: this.days, runs: [] });
    if (method === 'POST') this.run = { ...this.run, changes: this.asked.at(-1)?.body.changes ?? {} };
    return this.json(this.run);
  };

  private json = (body: unknown): Promise<Response> =>
    Promise.resolve(new Response(JSON.stringify(body), { status: 200 }));
}

describe('the planning page', () => {
  let api: Api;
  beforeEach(() => {
    api = new Api();
    vi.stubGlobal('fetch', api.fetch);
    i18n.global.locale.value = 'en';
  });
  afterEach(() => vi.unstubAllGlobals());

  async function open(names: Partial<CenterNames> = { queues: [queue] }) {
    const queryClient = new QueryClient();
    queryClient.setQueryData(centerKey, { queues: [], ...names });
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/', component: PlanningPage }],
    });
    await router.push('/');
    const page = mount(PlanningPage, {
      global: { plugins: [i18n, router, [VueQueryPlugin, { queryClient }]] },
    });
    await flushPromises();
    return page;
  }

  it('asks with the change of the form and answers in a sentence', async () => {
    const page = await open();
    await page.find('[name=agents]').setValue('2');
    await page.find('form').trigger('submit');
    await flushPromises();
    expect(api.asked[0]?.body).toEqual({
      day: '2026-11-20',
      changes: { queues: { q1: { agents: 2 } } },
    });
    expect(page.find('.answer__sentence').text()).toBe(
      'Better: 85.0 % instead of 70.0 %, goal 80 % in 20 s. The goal is held.',
    );
    expect((page.find('[name=agents]').element as HTMLInputElement).value).toBe('2');
  });

  it('borrows the agents of another queue in a wider ring', async () => {
    const other = { ...queue, id: 'q2', number: '3002', name_en: 'Billing' };
    const page = await open({ queues: [queue, other] });
    const add = page.findAll('button').find((one) => one.text() === 'Add a wider ring');
    await add?.trigger('click');
    await page.find('form').trigger('submit');
    await flushPromises();
    expect(api.asked[0]?.body.changes).toEqual({
      queues: { q1: { rules: { rings: [{ after: 20, borrow: ['q2'] }] } } },
    });
  });

  it('shows progress that can be left and stopped', async () => {
    api.run = { ...api.run, state: 'running', step: 'reading', progress: 0.2, answer: null };
    const page = await open();
    await page.find('form').trigger('submit');
    await flushPromises();
    expect(page.find('progress').attributes('value')).toBe('0.2');
    expect(page.find('fieldset').attributes('disabled')).toBeDefined();
    api.run = { ...api.run, state: 'stopped' };
    await page
      .findAll('button')
      .find((one) => one.text() === 'Stop')
      ?.trigger('click');
    await flushPromises();
    expect(api.asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/simulation/r1' });
    expect(page.text()).toContain('Stopped before its end.');
    page.unmount();
  });

  it('says what is wrong with a change, in the reader’s words', async () => {
    const wrong = { field: 'queues.q1.agents', code: 'too_few_agents', message: '', params: { name: '3001', count: 3 } }; // prettier-ignore
    api.run = {
      ...api.run,
      state: 'failed',
      answer: null,
      refused: { code: 'simulation.change_refused', message: '', params: {}, errors: [wrong] },
    };
    const page = await open();
    await page.find('form').trigger('submit');
    await flushPromises();
    expect(page.find('.planning__problems').text()).toBe('3001 had only 3 agents on this day.');
  });

  it('says what is missing where there is no day or no queue; sizing works without', async () => {
    api.days = [];
    const page = await open();
    expect(page.find('.planning__empty').text()).toContain('No day can be played yet');
    expect(page.find('.sizing .calculator__answer').text()).toBe('14 agents');
    api.days = ['2026-11-20'];
    expect((await open({ queues: [] })).text()).toContain('There is no queue yet');
  });

  it('gives the seats for a population', async () => {
    const page = await open();
    expect(page.find('.population .calculator__answer').text()).toBe('16 seats');
    expect(page.find('.population').text()).toContain('16.07 by the rule');
  });

  it('checks a size by simulation', async () => {
    const page = await open();
    await page.find('.sizing .lt-button').trigger('click');
    await flushPromises();
    expect(api.asked[0]?.body).toMatchObject({
      traffic: { queues: { '*': { calls: 200, handling: 180, agents: 14 } }, goal_share: 0.8 },
    });
  });
});

describe('an answer', () => {
  const show = (one: Answer) =>
    mount(AnswerPart, { props: { answer: one, queue: 'q1' }, global: { plugins: [i18n] } });

  it('has a curve for the day as it was and as it would be, with what was counted as dots', () => {
    const page = show(answer(0.85));
    const [level] = page.findAll('.chart');
    expect(level?.findAll('figcaption .chart__name--truth, figcaption .chart__name--changed')).toHaveLength(
      2,
    );
    expect(level?.findAll('svg[role=img] > .chart__dot')).toHaveLength(2);
    expect(level?.find('svg[role=img]').attributes('aria-label')).toContain('Better');
  });

  it('carries everything in the table under the chart', () => {
    const cells = show(answer(0.85))
      .findAll('.answer__rows tbody tr')
      .map((row) => row.findAll('th, td').map((cell) => cell.text()));
    expect(cells[1]).toEqual([
      '00:30',
      '40',
      '70.0 %',
      '85.0 %',
      '12 s',
      '12 s',
      '4',
      '4',
      '71.0 %',
      '71.0 %',
    ]);
    expect(show(answer(null)).findAll('.answer__rows tbody tr:first-child td')).toHaveLength(5);
  });
});
