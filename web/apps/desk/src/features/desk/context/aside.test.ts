import { centerKey, useLive } from '@lingtong/client';
import type { AnyCommand, CenterNames, ParkedView } from '@lingtong/client';
import { interactionView, seatView } from '@lingtong/client/testing';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../../shell/words';
import MenusPanel from './MenusPanel.vue';
import ParkedPanel from './ParkedPanel.vue';
import PartyList from './PartyList.vue';

const slot = (change: Partial<ParkedView> = {}): ParkedView => ({
  slot: 1,
  interaction_id: 'p',
  number: '138 **** 2046',
  place: '济南',
  queue_id: '',
  by_name: '张华',
  since: '2026-11-21T10:00:00Z',
  until: '2026-11-21T10:02:00Z',
  offered_to: '',
  ...change,
});
const party = (leg_id: string, role: 'customer' | 'agent' | 'consultant', muted = false) => ({
  leg_id,
  role,
  name: leg_id,
  number: '',
  agent_id: role === 'agent' ? 'me' : '',
  state: 'connected' as const,
  muted,
  since: '2026-11-21T10:00:00Z',
});

const nothing = {
  kind: 'hello' as const,
  server_time: '2026-11-21T10:00:00Z',
  interactions: [],
  agents: [],
  queues: [],
  callbacks: [],
  plans: [],
  locks: [],
  waiting: [],
  watched: [],
  parked: [],
  menus: { kind: 'menus.changed' as const, length: 0, callers: [] },
  switch_connected: true,
  lines: null,
};

describe('calls that stand aside', () => {
  const asked: AnyCommand[] = [];

  beforeEach(() => {
    setActivePinia(createPinia());
    asked.length = 0;
    vi.stubGlobal('fetch', (_path: string, init?: RequestInit) => {
      asked.push(JSON.parse(String(init?.body)) as AnyCommand);
      return Promise.resolve(new Response('{"interaction_id":""}', { status: 200 }));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  function shown(component: Component, props: Record<string, unknown> = {}) {
    const queryClient = new QueryClient();
    const menus = [{ id: 'f-rating', name: '满意度评价', name_en: 'Rating' }];
    queryClient.setQueryData(centerKey, { menus, queues: [], agents: [] } as unknown as CenterNames);
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/', component: { template: '<i/>' } }],
    });
    return mount(component, {
      props,
      global: { plugins: [i18n, router, [VueQueryPlugin, { queryClient }]] },
      attachTo: document.body,
    });
  }

  it('takes a parked call by its slot, and only when the seat is free', async () => {
    const live = useLive();
    live.hello({ ...nothing, seat: seatView({ state: 'talking' }), parked: [slot()] });
    const panel = shown(ParkedPanel);
    expect(panel.get('button').attributes('disabled')).toBeDefined();
    live.cache.seat(seatView({ state: 'ready' }));
    await panel.vm.$nextTick();
    await panel.get('button').trigger('click');
    await flushPromises();
    expect(asked).toEqual([{ do: 'take_parked', slot: 1 }]);
  });

  it('draws the slots as the server says them', async () => {
    const live = useLive();
    live.hello({ ...nothing, seat: seatView(), parked: [slot()] });
    const panel = shown(ParkedPanel);
    expect(panel.text()).toContain('张华');
    live.cache.parked({ kind: 'parked.changed', slots: [] });
    await panel.vm.$nextTick();
    expect(panel.find('button').exists()).toBe(false);
  });

  it('sends the customer of the live call to the menu', async () => {
    const live = useLive();
    const call = interactionView({ interaction_id: 'i', state: 'talking', can: ['send_to_menu'] });
    live.hello({ ...nothing, seat: seatView({ state: 'talking' }), interactions: [call] });
    const panel = shown(MenusPanel);
    await panel.get('.menus__one').trigger('click');
    await flushPromises();
    expect(asked).toEqual([{ do: 'send_to_menu', interaction_id: 'i', flow_id: 'f-rating' }]);
  });

  it('mutes and sends out others, never the customer or oneself', async () => {
    const live = useLive();
    const parties = [party('customer', 'customer'), party('me', 'agent'), party('zhang', 'consultant', true)];
    const call = interactionView({ interaction_id: 'i', agent_id: 'me', state: 'conference', parties });
    live.hello({ ...nothing, seat: seatView({ state: 'talking' }), interactions: [call] });
    const list = shown(PartyList, { view: call });
    const [muteCustomer, dropCustomer, unmute, drop] = list.findAll('button');
    expect(list.findAll('button')).toHaveLength(4);
    expect(dropCustomer?.attributes('disabled')).toBeDefined();
    await muteCustomer?.trigger('click');
    await unmute?.trigger('click');
    await drop?.trigger('click');
    await flushPromises();
    expect(asked).toEqual([
      { do: 'mute_party', interaction_id: 'i', leg_id: 'customer', on: true },
      { do: 'mute_party', interaction_id: 'i', leg_id: 'zhang', on: false },
      { do: 'drop_party', interaction_id: 'i', leg_id: 'zhang' },
    ]);
  });
});
