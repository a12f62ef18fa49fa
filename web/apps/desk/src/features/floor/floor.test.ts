import { type CenterNames, centerKey, serverClock, useFigures, useLive, useSession } from '@lingtong/client';
import { agentRow, interactionView, queueView, reason, seatView } from '@lingtong/client/testing';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { type VueWrapper, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { sound } from '../../call/sound';
import { i18n } from '../../shell/words';
import FloorPage from './FloorPage.vue';
import { situationOf } from './situation';
import { openedOf } from './useOpen';
import { windowOf } from './useWindowed';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

const names = {
  queues: [
    { id: 'q1', name: '故障', name_en: 'Fault', after_call_work: 45 },
    { id: 'q2', name: '账单', name_en: 'Billing', after_call_work: 45 },
  ],
  reasons: [reason('meal', { name_en: 'Meal', limit: 1800 })],
  teams: [{ id: 'day', tenant_id: 't', name: '一班', name_en: 'Day' }],
  agents: [
    {
      id: 'a-1027',
      agent_number: '1027',
      name: 'Wang',
      team_id: 'day',
      skills: { fault: 5 },
      phone: 'browser',
    },
  ],
  skills: [
    { id: 'fault', tenant_id: 't', name: '故障', name_en: 'Fault' },
    { id: 'bill', tenant_id: 't', name: '账单', name_en: 'Bill' },
  ],
  dispositions: [],
  entry_points: [],
} as unknown as CenterNames;

const wang = agentRow('1027', {
  name: 'Wang',
  team_id: 'day',
  state: 'talking',
  queue_id: 'q1',
  queue_name: '故障',
  queue_name_en: 'Fault',
  direction: 'in',
  interaction_id: 'i7',
});
const sun = agentRow('1060', { name: 'Sun', team_id: 'night' });

let asked: Asked[] = [];
let refuse = '';
let page: VueWrapper;

function answerOf(path: string): unknown {
  if (path.startsWith('/api/floor/interactions/'))
    return interactionView({ interaction_id: 'i7', notes: '整楼停电', agent_id: 'a-1027' });
  if (path === '/api/callbacks/missed')
    return {
      items: [
        {
          interaction_id: 'x1',
          number: '135 **** 4410',
          at: '2026-11-21T09:00:00Z',
          queue_id: 'q1',
          waited: 131,
          result: 'abandoned',
          times: 2,
        },
      ],
    };
  if (path === '/api/notices') return { notices: [] };
  if (path === '/api/center') return names;
  return { items: [], unread: 0, next: null };
}

async function open(
  address: string,
  permissions = ['desk.use', 'floor.view', 'floor.supervise', 'floor.supervise_all'],
) {
  const pinia = createPinia();
  setActivePinia(pinia);
  const live = useLive();
  serverClock.hear('2026-11-21T10:05:00Z', Date.now(), Date.now());
  useSession().user = { agent_id: 'boss', permissions, name: 'Wu', role: 'supervisor' } as never;
  live.hello({
    kind: 'hello', server_time: '2026-11-21T10:05:00Z', seat: seatView({ agent_id: 'boss' }), interactions: [], agents: [sun, wang], queues: [queueView('q1', { name_en: 'Fault', waiting: 1 }), queueView('q2', { name_en: 'Billing' })],
    switch_connected: true, lines: null, callbacks: [], locks: [], plans: [{ plan_id: 'p1', name: '暴雨', name_en: 'Storm', on: false, since: null, until: null, by_name: '' }], parked: [], menus: { kind: 'menus.changed', length: 0, callers: [] }, watched: [],
    waiting: [{ kind: 'waiting.changed', queue_id: 'q1', length: 1, waiting: [{ interaction_id: 'w1', queue_id: 'q1', number: '138 **** 2046', place: '济南', region: '', priority: 0, arrived_at: '2026-11-21T10:04:00Z', queued_at: '2026-11-21T10:04:00Z', place_in_line: 1, offered_to: '' }] }],
  }); // prettier-ignore
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:all(.*)*', component: FloorPage }],
  });
  await router.push(address);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData([...centerKey], names);
  page = mount(FloorPage, {
    attachTo: document.body,
    global: { plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient: queries }]] },
  });
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400);
  await flushPromises();
  return { live, router, figures: useFigures() };
}

const press = async (text: string): Promise<void> => {
  const button = page.findAll('button').find((one) => one.text().replace('…', '') === text);
  expect(button, `a button "${text}" in: ${page.findAll('button').map((one) => one.text())}`).toBeDefined();
  await button!.trigger('click');
  await flushPromises();
};
const commands = () => asked.filter((one) => one.path === '/api/commands').map((one) => one.body);

beforeEach(() => {
  i18n.global.locale.value = 'en';
  asked = [];
  refuse = '';
  vi.spyOn(sound, 'audio', 'get').mockReturnValue({
    createMediaStreamDestination: () => ({ stream: { getAudioTracks: () => [] } }),
  } as never);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(private readonly run: () => void) {}
      observe = () => this.run();
      disconnect = () => undefined;
    },
  );
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {};
    asked.push({ method: init.method ?? 'GET', path, body });
    if (refuse && init.method !== 'GET')
      return Promise.resolve(new Response(JSON.stringify({ code: refuse, message: 'no' }), { status: 409 }));
    return Promise.resolve(new Response(JSON.stringify(answerOf(path)), { status: 200 }));
  });
});
afterEach(() => {
  page.unmount();
  vi.unstubAllGlobals();
});

describe('the board', () => {
  it('lists agents, who asks for help first, and opens one by Enter', async () => {
    const { live, router } = await open('/floor');
    live.cache.agent({ ...sun, help_since: '2026-11-21T10:04:30Z', help_text: 'a fire' });
    await flushPromises();
    expect(page.find('.alarms__need').text()).toContain('1060 Sun asks for help');
    await page.find('.agents__sort').trigger('click');
    expect(page.findAll('.agents__name').map((one) => one.text())).toEqual(['1060 Sun', '1027 Wang']);
    const grid = page.find('.agents__box');
    await grid.trigger('keydown', { key: 'Home' });
    await grid.trigger('keydown', { key: 'Enter' });
    await vi.waitFor(() => expect(router.currentRoute.value.query.open).toBe('agent:a-1060'));
    await flushPromises();
    await press('Seen to');
    expect(commands()).toEqual([{ do: 'answer_help', target_id: 'a-1060' }]);
  });

  it('goes into a call by 1, up by 2 and 3, each by its own key', async () => {
    await open('/floor?open=agent:a-1027');
    const grid = page.find('.agents__box');
    for (const key of ['1', '2', '3']) {
      await grid.trigger('keydown', { key });
      await flushPromises();
    }
    expect(commands().map((one) => one.mode)).toEqual(['monitor', 'whisper', 'barge_in']);
    expect(commands()[0]).toMatchObject({ do: 'watch', interaction_id: 'i7', target_id: 'a-1027' });
  });

  it('leaves one call before it goes into another', async () => {
    const { live } = await open('/floor?open=agent:a-1027');
    const watching = {
      interaction_id: 'i1',
      target_id: 'a-1060',
      mode: 'monitor' as const,
      since: '',
      state: 'on' as const,
    };
    live.cache.seat(seatView({ agent_id: 'boss', state: 'watching', watching }));
    await flushPromises();
    expect(page.find('.watch__said').text()).toContain("You are in Sun's call");
    await press('1 Monitor');
    expect(commands().map((one) => one.do)).toEqual(['unwatch', 'watch']);
  });

  it('shows what the agent sees only when asked, for that is kept in the trail', async () => {
    await open('/floor?open=agent:a-1027');
    expect(asked.some((one) => one.path.startsWith('/api/floor/interactions'))).toBe(false);
    await press('Look');
    expect(page.text()).toContain('整楼停电');
  });

  it('names the person and asks why before a call is ended', async () => {
    await open('/floor?open=agent:a-1027');
    await press('End the call');
    expect(page.find('.why').text()).toContain('End the call of Wang');
    await page.find('.why').trigger('submit');
    expect(commands()).toEqual([]);
    await page.find('.why input').setValue('threats');
    await page.find('.why').trigger('submit');
    await flushPromises();
    expect(commands()).toEqual([{ do: 'force_clear', interaction_id: 'i7', why: 'threats' }]);
  });

  it('keeps the reason that was typed when the act is refused, and says why in words', async () => {
    await open('/floor?open=agent:a-1027');
    await press('Log out');
    await page.find('.why input').setValue('end of shift');
    refuse = 'supervise.not_yours';
    await page.find('.why').trigger('submit');
    await flushPromises();
    expect(page.find('.part__problem').text()).toBe('This agent or queue is not in your team.');
    expect((page.find('.why input').element as HTMLInputElement).value).toBe('end of shift');
  });

  it('saves skills as they are now, without those that were taken away', async () => {
    await open('/floor?open=agent:a-1027');
    const [fault, bill] = page.findAll('.skills input');
    await fault!.setValue('0');
    await bill!.setValue('7');
    await page
      .findAll('form')
      .find((one) => one.find('.skills').exists())!
      .trigger('submit');
    await flushPromises();
    expect(asked.find((one) => one.method === 'PUT')).toMatchObject({
      path: '/api/floor/agents/a-1027/skills',
      body: { skills: { bill: 7 } },
    });
  });

  it('offers a team leader the own team alone', async () => {
    await open('/floor?open=agent:a-1060', ['desk.use', 'floor.view', 'floor.supervise']);
    expect(page.find('.watch__modes').exists()).toBe(false);
    expect(page.text()).toContain('This agent is not in your team.');
  });

  it('lets those look on who may not supervise', async () => {
    await open('/floor?open=agent:a-1027', ['floor.view']);
    expect(page.text()).toContain('Your role looks on');
    expect(page.findAll('.part__acts button')).toEqual([]);
  });
});

describe('the line of a queue', () => {
  it('brings one who waits to the own phone, or moves and ranks', async () => {
    await open('/floor?open=queue:q1');
    await press('To me');
    await press('Move');
    await page.findAll('.move select')[0]!.setValue('q2');
    await page.find('.move input[type=number]').setValue('9');
    await page.find('.move').trigger('submit');
    await flushPromises();
    expect(commands()).toEqual([
      { do: 'pull', interaction_id: 'w1' },
      { do: 'move_waiting', interaction_id: 'w1', why: '', queue_id: 'q2', place: 'front' },
      { do: 'set_priority', interaction_id: 'w1', why: '', priority: 9 },
    ]);
  });

  it('promises a call to who reached nobody', async () => {
    await open('/floor?open=queue:q1');
    await press('Not served');
    await press('Promise a call');
    expect(asked.find((one) => one.method === 'POST')).toMatchObject({
      path: '/api/callbacks',
      body: { queue_id: 'q1', interaction_id: 'x1' },
    });
  });
});

describe('beside the board', () => {
  it('starts a plan at the second press', async () => {
    await open('/floor');
    await press('Start');
    expect(asked.filter((one) => one.method === 'POST')).toEqual([]);
    expect(page.text()).toContain('Start Storm?');
    await press('Start');
    expect(asked.find((one) => one.method === 'POST')?.path).toBe('/api/plans/p1/start');
  });

  it('sounds once for an alarm of the top level, and shelves it for a time and a reason', async () => {
    const rings = vi.spyOn(sound, 'alarm').mockResolvedValue();
    const { figures } = await open('/floor');
    figures.alarms = {
      kind: 'alarms.changed', an_hour: 7, too_many: true,
      alarms: [{ alarm_id: 'al1', rule_id: 'r', rule: 'long wait', level: 'alarm', figure: 'longest_wait', about_kind: 'queue', about_id: 'q1', about: '故障', about_en: 'Fault', value: 130, limit: 60, since: '2026-11-21T10:04:00Z', sound: true, state: 'open', owner_id: '', owner: '', shelved_until: null, shelved_why: '', children: 0 }],
    }; // prettier-ignore
    await flushPromises();
    expect(rings).toHaveBeenCalledOnce();
    expect(page.find('.alarm').text()).toContain('longest wait 2:10 (limit 1:00)');
    expect(page.find('.alarms__many').text()).toContain('7 in an hour');
    await page.find('.alarm select').setValue('15');
    await page.find('.alarm .why input').setValue('carrier knows');
    await page.find('.alarm .why').trigger('submit');
    await flushPromises();
    expect(asked.find((one) => one.method === 'POST')).toMatchObject({
      path: '/api/alarms/al1/shelve',
      body: { minutes: 15, why: 'carrier knows' },
    });
  });

  it('puts a notice up for the agents of a queue', async () => {
    await open('/floor');
    await page.find('.notice__text').setValue('Storm: 90 minutes');
    await page.find('.notice select').setValue('queue:q1');
    await page.find('.notice').trigger('submit');
    await flushPromises();
    expect(asked.find((one) => one.method === 'POST')).toMatchObject({
      path: '/api/notices',
      body: { text: 'Storm: 90 minutes', level: 'info', team_ids: [], queue_ids: ['q1'] },
    });
  });
});

describe('small parts', () => {
  it('draw only the rows that are seen', () => {
    expect(windowOf(300, 28, 0, 280)).toEqual({ first: 0, last: 14 });
    expect(windowOf(300, 28, 2800, 280)).toEqual({ first: 96, last: 114 });
    expect(windowOf(3, 28, 9000, 280)).toEqual({ first: 0, last: 3 });
  });

  it('know what an address opens', () => {
    expect(openedOf('agent:x-1')).toEqual({ kind: 'agent', id: 'x-1' });
    expect(openedOf('tenant:x')).toBeNull();
    expect(openedOf(undefined)).toBeNull();
  });

  it('say what goes on at a seat, who forced it and what comes next', () => {
    const words = { reason: (id: string) => id, queue: (id: string) => id };
    const row = agentRow('1', {
      state: 'not_ready',
      reason_id: 'meal',
      cause: 'forced',
      by: 'Wu',
      why: 'shift',
      next: { ready: false, reason_id: '', log_out: true, by: '', why: '' },
    });
    const keys = situationOf(row, words).map((one) => one.key);
    expect(keys).toEqual(['floor.now.break', 'floor.now.forced_why', 'floor.now.next_log_out']);
    expect(keys.every((key) => i18n.global.te(key))).toBe(true);
  });
});
