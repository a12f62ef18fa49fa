import { type CenterNames, centerKey, useSession } from '@lingtong/client';
import { reason } from '@lingtong/client/testing';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../shell/words';
import type { Presence } from './api';
import AttendancePage from './AttendancePage.vue';
import { daysOn, piecesOf, sorted, wallTime } from './model';

const TODAY = '2026-11-22';

const presence = (number: string, change: Partial<Presence> = {}): Presence => ({
  agent_id: `a-${number}`,
  agent_number: number,
  name: `Agent ${number}`,
  team_id: 'day',
  first_in: '2026-11-22T00:00:00Z',
  last_out: null,
  sessions: 1,
  logged_in: 7200,
  worked: 5400,
  ready: 1800,
  reserved: 0,
  talking: 3600,
  after_call_work: 0,
  watching: 0,
  not_ready: 1800,
  reasons: { meal: 1500, '': 300 },
  overruns: 0,
  ...change,
});

class Api {
  agents: readonly Presence[] = [];
  fails = false;
  asked: string[] = [];

  fetch = (path: string): Promise<Response> => {
    this.asked.push(path);
    const body = {
      day: /day=([\d-]+)/.exec(path)?.[1] ?? TODAY,
      timezone: 'Asia/Shanghai',
      agents: this.agents,
    };
    const failed = { code: 'server.failed', message: 'It failed.', params: {}, errors: [] };
    const [said, status] = this.fails ? [failed, 500] : [body, 200];
    return Promise.resolve(new Response(JSON.stringify(said), { status }));
  };
}

describe('the attendance page', () => {
  let api: Api;
  beforeEach(() => {
    api = new Api();
    vi.stubGlobal('fetch', api.fetch);
    i18n.global.locale.value = 'en';
  });
  afterEach(() => vi.unstubAllGlobals());

  async function open(path = '/attendance', permissions: readonly string[] = ['floor.view']) {
    const pinia = createPinia();
    setActivePinia(pinia);
    useSession().user = { agent_id: '', permissions, name: 'Wu' } as never;
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const names = {
      queues: [],
      reasons: [reason('meal', { name: '就餐', name_en: 'Meal' })],
      teams: [
        { id: 'day', tenant_id: 't', name: '白班', name_en: 'Day shift' },
        { id: 'night', tenant_id: 't', name: '夜班', name_en: 'Night shift' },
      ],
    } as unknown as CenterNames;
    queryClient.setQueryData(centerKey, names);
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [
        { path: '/attendance', component: AttendancePage },
        { path: '/agents/:id', component: AttendancePage },
      ],
    });
    await router.push(path);
    const page = mount(AttendancePage, {
      global: { plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient }]] },
    });
    await flushPromises();
    return { page, queryClient, router };
  }

  const cells = (page: Awaited<ReturnType<typeof open>>['page'], rows: string) =>
    page.findAll(rows).map((row) => row.findAll('th, td').map((cell) => cell.text()));

  it('shows who was there today, for how long, and why not', async () => {
    api.agents = [
      presence('1002', { first_in: '2026-11-22T00:05:00Z', last_out: '2026-11-22T04:00:00Z', overruns: 2 }),
      presence('1001'),
    ];
    const { page } = await open();
    expect(api.asked).toEqual(['/api/attendance']);
    const [first, second] = cells(page, 'tbody tr');
    expect(first?.slice(0, 3)).toEqual(['1001 Agent 1001 Day shift', '08:00', '● signed in']);
    expect(first?.[3]).toBe('Meal 25:00 · no reason 5:00');
    expect(second?.slice(2)).toEqual([
      '12:00',
      'Meal 25:00 · no reason 5:00',
      '2:00:00',
      '1:30:00',
      '30:00',
      '▲ 2',
    ]);
    expect(page.find('.time-bar').attributes('aria-label')).toBe(
      'Talking 1:00:00 · Ready 30:00 · Not ready 30:00',
    );
    expect(page.text()).toContain('2 agents, 1 signed in now');
    expect(cells(page, 'tfoot tr')).toEqual([
      ['Together', 'Meal 50:00 · no reason 10:00', '4:00:00', '3:00:00', '1:00:00', '2'],
    ]);
  });

  it('leads to the page of an agent on the same day, for those who may read it', async () => {
    api.agents = [presence('1001')];
    const { page } = await open('/attendance?day=2026-11-20', ['floor.view', 'floor.supervise']);
    expect(page.get('tbody a').attributes('href')).toBe('/agents/a-1001?day=2026-11-20');
  });

  it('gives one team of one day, also as a spreadsheet', async () => {
    api.agents = [presence('1001'), presence('2001', { team_id: 'night' })];
    const { page, router } = await open('/attendance?day=2026-11-20');
    expect(api.asked).toEqual(['/api/attendance?day=2026-11-20']);
    await page.find('[name=team]').setValue('night');
    await flushPromises();
    expect(cells(page, 'tbody tr').map(([agent]) => agent)).toEqual(['2001 Agent 2001 Night shift']);
    expect(page.find('a').attributes('href')).toBe('/api/attendance?day=2026-11-20&team=night&form=csv');
    await page.find('[aria-label="The day before"]').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ day: '2026-11-19', team: 'night' });
    expect(api.asked.at(-1)).toBe('/api/attendance?day=2026-11-19');
  });

  it('orders by a click on a title', async () => {
    api.agents = [presence('1001'), presence('1002', { not_ready: 3600 })];
    const { page } = await open();
    const title = page.findAll('thead button').find((one) => one.text() === 'Not ready');
    await title?.trigger('click');
    await flushPromises();
    expect(cells(page, 'tbody tr').map(([agent]) => agent?.slice(0, 4))).toEqual(['1002', '1001']);
    expect(page.find('[aria-sort=descending]').text()).toBe('Not ready');
  });

  it('says so where nobody was there, and where nobody of the team was', async () => {
    expect((await open()).page.find('.attendance__empty').text()).toContain('Nobody has signed in today');
    expect((await open('/attendance?day=2026-11-02')).page.text()).toContain(
      'Nobody was signed in on this day.',
    );
    api.agents = [presence('1001')];
    const { page, router } = await open('/attendance?team=night');
    await page.find('.attendance__empty button').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({});
    expect(cells(page, 'tbody tr')).toHaveLength(1);
  });

  it('keeps what it had when newer figures do not come, and says of when it is', async () => {
    api.agents = [presence('1001')];
    const { page, queryClient } = await open();
    api.fails = true;
    await queryClient.invalidateQueries({ queryKey: ['attendance'] });
    await flushPromises();
    expect(page.find('.attendance__old').text()).toContain('The newest figures did not come.');
    expect(page.find('.attendance__rows--old tbody').text()).toContain('1001');
    api.fails = false;
    await page.find('.attendance__old button').trigger('click');
    await flushPromises();
    expect(page.find('.attendance__old').exists()).toBe(false);
  });

  it('says what went wrong where there is nothing to show', async () => {
    api.fails = true;
    const { page } = await open();
    expect(page.find('[role=alert]').text()).toContain('The server failed.');
  });
});

describe('a day of attendance', () => {
  it('is drawn against the longest one', () => {
    expect(piecesOf(presence('1001'), 14_400).map(({ part, percent }) => [part, percent])).toEqual([
      ['talking', 25],
      ['ready', 12.5],
      ['not_ready', 12.5],
    ]);
    expect(piecesOf(presence('1001'), 0).every(({ percent }) => percent === 0)).toBe(true);
  });

  it('is told by the clock on the wall of the center, midnight as its end', () => {
    const shanghai = (time: string) => wallTime(time, 'Asia/Shanghai', TODAY);
    expect(shanghai('2026-11-22T01:05:00Z')).toBe('09:05');
    expect(shanghai('2026-11-21T16:00:00Z')).toBe('00:00');
    expect(shanghai('2026-11-22T16:00:00Z')).toBe('24:00');
    expect(shanghai('2026-11-23T02:00:00Z')).toBe('11-23 10:00');
  });

  it('has neighbors across months and leap days', () => {
    expect(daysOn('2026-11-30', 1)).toBe('2026-12-01');
    expect(daysOn('2028-03-01', -1)).toBe('2028-02-29');
  });

  it('orders equal agents by number', () => {
    const numbers = sorted([presence('1003'), presence('1001')], 'overruns').map((one) => one.agent_number);
    expect(numbers).toEqual(['1001', '1003']);
  });
});
