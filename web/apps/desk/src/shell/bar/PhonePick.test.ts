import { type AnyCommand, useLive } from '@lingtong/client';
import { agentRow, seatView } from '@lingtong/client/testing';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { useDesk } from '../../call/desk';
import { i18n } from '../words';
import PhonePick from './PhonePick.vue';

describe('choosing a desk phone', () => {
  const phones = [
    { name: 'desk-1', display_name: 'Front desk', agent_id: '' },
    { name: 'desk-2', display_name: 'Hall', agent_id: '' },
  ];
  let asked: AnyCommand[];
  let answer: () => Response;
  beforeEach(() => {
    setActivePinia(createPinia());
    asked = [];
    answer = () => new Response(JSON.stringify({ own: 'a-1', phones }), { status: 200 });
    vi.stubGlobal('fetch', (path: string, given: { body?: string }) => {
      if (path === '/api/floor/phones') return Promise.resolve(answer());
      asked.push(JSON.parse(given.body ?? '{}') as AnyCommand);
      return Promise.resolve(new Response('{"interaction_id":""}', { status: 200 }));
    });
    i18n.global.locale.value = 'en';
  });
  afterEach(() => vi.unstubAllGlobals());

  async function open() {
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/', component: PhonePick }],
    });
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const pick = mount(PhonePick, {
      global: { plugins: [i18n, router, [VueQueryPlugin, { queryClient }]] },
    });
    await flushPromises();
    return pick;
  }
  const rows = (pick: Awaited<ReturnType<typeof open>>) =>
    pick.findAll('li').map((row) =>
      row
        .findAll('span, button')
        .map((part) => part.text())
        .filter(Boolean)
        .join(' '),
    );

  it('logs in at one that is free, and says who sits at the others', async () => {
    const live = useLive();
    live.seat = seatView({ state: 'logged_out' });
    live.agents = new Map([['a-1002', agentRow('1002', { name: '张华', desk_phone: 'desk-2' })]]);
    useDesk().layer = 'phones';
    const pick = await open();
    expect(rows(pick)).toEqual(['Front desk Log in', 'Hall 张华 is there']);
    await pick.find('li button').trigger('click');
    await flushPromises();
    expect(asked).toMatchObject([{ do: 'log_in', phone: 'desk-1' }]);
    expect(useDesk().layer).toBeNull();
  });

  it('moves a session, and brings it back to the own phone', async () => {
    useLive().seat = seatView({ state: 'not_ready', desk_phone: 'desk-1' });
    const pick = await open();
    expect(rows(pick)).toEqual(['Own phone Sit here', 'Front desk you are here', 'Hall Sit here']);
    await pick.find('li button').trigger('click');
    await flushPromises();
    expect(asked).toMatchObject([{ do: 'log_in', phone: 'a-1' }]);
  });

  it('finds by name, takes the first with Enter, and says when there is none', async () => {
    const pick = await open();
    await pick.find('input').setValue('nowhere');
    expect(pick.text()).toContain('No desk phone is called that.');
    await pick.find('input').setValue('hall');
    await pick.find('input').trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(asked).toMatchObject([{ do: 'log_in', phone: 'desk-2' }]);
  });

  it('says where phones come from, and what went wrong', async () => {
    answer = () => new Response(JSON.stringify({ own: '', phones: [] }), { status: 200 });
    expect((await open()).text()).toContain('Administrators add them under Phones.');
    answer = () => new Response(JSON.stringify({ code: 'server.failed', message: '' }), { status: 500 });
    expect((await open()).find('[role=alert]').text()).toContain('The server failed.');
  });
});
