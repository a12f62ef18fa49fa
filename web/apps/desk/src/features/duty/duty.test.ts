import { type CenterNames, centerKey, useSession } from '@lingtong/client';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../shell/words';
import type { Officer, Roster, Span, Week } from './api';
import DutyPage from './DutyPage.vue';
import { blocksOf, freeKey, gapsIn } from './model';

const wu: Officer = { key: 'wu', name: 'Wu', agent_id: 'a1', mobile: '' };
const li: Officer = { key: 'li', name: 'Li', agent_id: '', mobile: '13900001111' };
const roster: Roster = { id: 'r1', name: '值班经理', name_en: 'Duty manager', officers: [wu, li] };
const span = (starts: string, ends: string, officer: Officer | null, more: Partial<Span> = {}): Span => ({
  starts,
  ends,
  officer,
  dated: false,
  why: '',
  gap: officer === null,
  ...more,
});
const DAYS = [15, 16, 17, 18, 19, 20, 21, 22].map((day) => `2026-11-${day}T16:00:00Z`);
const week: Week = {
  roster_id: 'r1',
  monday: '2026-11-16',
  timezone: 'Asia/Shanghai',
  days: DAYS,
  spans: [
    span('2026-11-16T00:30:00Z', '2026-11-16T09:30:00Z', wu),
    span('2026-11-16T09:30:00Z', '2026-11-17T00:30:00Z', li, { dated: true, why: 'ill' }),
    span('2026-11-17T00:30:00Z', '2026-11-17T02:00:00Z', null),
  ],
  now: span('2026-11-16T00:30:00Z', '2026-11-16T09:30:00Z', wu),
};
const kept = {
  ...{ id: 'r1', revision: 3, name: '值班经理', name_en: 'Duty manager', timezone: 'Asia/Shanghai' },
  ...{ calendar_id: '', covers: 'always', weeks: 1, starts: '2026-01-05', dated: [] },
  officers: [{ key: 'wu', name: 'Wu', agent_id: 'a1', mobile: '', mail: '' }],
  shifts: [{ week: 0, day: 0, opens: '08:30', closes: '17:30', officer: 'wu' }],
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}
type Answer = { readonly status?: number; readonly body?: unknown };

let answers: Record<string, Answer>;
let sent: Sent[];
let page: VueWrapper;

async function open(permissions: string[], address = '/duty'): Promise<void> {
  const pinia = createPinia();
  setActivePinia(pinia);
  useSession().user = { agent_id: 'a1', permissions, name: 'Wu' } as never;
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queryClient.setQueryData(centerKey, { agents: [] } as unknown as CenterNames);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/duty/:id?', component: DutyPage }],
  });
  await router.push(address);
  page = mount(DutyPage, {
    global: { plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient }]] },
  });
  await flushPromises();
}
const button = (text: string) => page.findAll('button').find((one) => one.text() === text)!;

beforeEach(() => {
  i18n.global.locale.value = 'en';
  sent = [];
  answers = {
    'GET /api/duty': { body: [roster] },
    'GET /api/duty/r1/week': { body: week },
    'GET /api/duty/r1/notes': { body: [] },
    'GET /api/admin/calendars': { body: [] },
    'GET /api/admin/duty-rosters/r1': { body: kept },
  };
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    if (method !== 'GET') sent.push({ method, path, body });
    const answer = answers[`${method} ${path}`] ?? {};
    const { status = 200 } = answer;
    return Promise.resolve(new Response(JSON.stringify(answer.body ?? {}), { status }));
  });
});
afterEach(() => {
  page?.unmount();
  vi.unstubAllGlobals();
});

describe('the duty page', () => {
  it('says who is on duty until when, and at how many times nobody is', async () => {
    await open(['floor.view']);
    expect(page.find('.duty__now').text()).toContain('On duty now: Wu, until 17:30');
    expect(page.find('.duty__now').text()).toContain('Nobody is on duty at 1 times this week.');
    expect(page.text()).not.toContain('Choose a shift');
    expect(button('Edit roster')).toBeUndefined();
  });

  it('says that there is no roster, and offers the first to an administrator', async () => {
    answers['GET /api/duty'] = { body: [] };
    await open(['floor.view', 'admin.center']);
    expect(page.text()).toContain('No roster yet.');
    await button('New roster').trigger('click');
    await flushPromises();
    expect(page.find('form.roster').exists()).toBe(true);
  });

  it('says that the rosters cannot be read', async () => {
    answers['GET /api/duty'] = { status: 500, body: { code: 'server.failed', message: 'It failed.' } };
    await open(['floor.view']);
    expect(page.get('[role=alert]').text()).not.toBe('');
  });

  it('gives a shift to somebody else, with the date and the time that were pressed', async () => {
    answers['POST /api/duty/r1/shifts'] = { status: 200, body: {} };
    await open(['floor.view', 'floor.supervise']);
    const late = page.findAll('.duty__grid button').find((one) => one.text().includes('17:30–'))!;
    await late.trigger('click');
    await page.get('form.duty__form select').setValue('wu');
    await page.get('form.duty__form').trigger('submit');
    await flushPromises();
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/api/duty/r1/shifts',
        body: { date: '2026-11-16', opens: '17:30', closes: '24:00', officer: 'wu', why: '' },
      },
    ]);
    expect(page.find('form.duty__form').exists()).toBe(false);
  });

  it('names the shift in which two are on duty, and keeps what was typed', async () => {
    const errors = [{ field: 'shifts.1', code: 'shifts_overlap', message: 'server words', params: {} }];
    answers['PUT /api/admin/duty-rosters/r1'] = {
      status: 422,
      body: { code: 'catalog.invalid', message: 'no', params: {}, errors },
    };
    await open(['floor.view', 'admin.center']);
    await button('Edit roster').trigger('click');
    await flushPromises();
    await button('Add shift').trigger('click');
    await page.get('form.roster').trigger('submit');
    await flushPromises();
    expect(page.get('form.roster [role=alert]').text()).toContain(
      'Shift 2: Two officers are on duty at the same time.',
    );
    expect(page.findAll('.roster__row--shift')).toHaveLength(2);
  });

  it('warns of gaps in the language and the time zone of the reader', async () => {
    const params = { at: '2026-11-22T00:30+00:00', count: '2' };
    const warnings = [{ field: 'shifts', code: 'duty_gap', message: 'server words', params }];
    answers['PUT /api/admin/duty-rosters/r1'] = { body: { ...kept, warnings } };
    await open(['floor.view', 'admin.center']);
    await button('Edit roster').trigger('click');
    await flushPromises();
    await page.get('form.roster').trigger('submit');
    await flushPromises();
    expect(page.get('.duty__head [role=status]').text()).toBe(
      'Nobody is on duty at 2 times, first from 11/22, 08:30 on.',
    );
  });
});

describe('the week', () => {
  it('cuts a shift at midnight', () => {
    expect(blocksOf(week, 0).map(({ from, to }) => `${from}-${to}`)).toEqual(['08:30-17:30', '17:30-24:00']);
    expect(blocksOf(week, 1).map(({ from, to }) => `${from}-${to}`)).toEqual(['00:00-08:30', '08:30-10:00']);
    expect(gapsIn(week)).toBe(1);
  });

  it('gives a new officer a key that nobody has', () => {
    const officers = [{ key: 'o2', name: 'Wu', agent_id: '', mobile: '', mail: '' }];
    expect(freeKey({ ...kept, covers: 'always', officers })).toBe('o3');
  });
});
