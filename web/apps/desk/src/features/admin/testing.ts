import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { i18n } from '../../shell/words';
import { blank, fieldsOf, type Lists, type ResourceKey, type Values } from './form/fields';
import ResourceDrawer from './ResourceDrawer.vue';
import { RESOURCES } from './resources';

const lists: Lists = {
  queues: [
    { id: 'q1', number: '3001', name: '故障报修', name_en: 'Fault report' },
    { id: 'q2', number: '3002', name: '账单咨询', name_en: 'Billing' },
  ],
  skills: [
    { id: 's1', name: '普通话', name_en: 'Mandarin' },
    { id: 's2', name: '英语', name_en: 'English' },
  ],
  agents: [{ id: 'a1', agent_number: '1001', name: 'Wang Li', skills: {}, queues: ['q1'] }],
  trunks: [{ id: 't1', name: 'carrier-a' }],
  'entry-points': [{ id: 'e1', number: '95598', name: '供电热线', name_en: 'Power line' }],
  flows: [{ id: 'f1', name: '精简', name_en: 'Short menu' }],
};

/** Answers as the server does: what it keeps on GET, `answer` on a save. */
export class Server {
  readonly sent: { method: string; path: string; body: Values }[] = [];
  answer: { status: number; body: unknown } | null = null;

  constructor(private readonly kept: Values) {}

  fetch = (path: string, { method = 'GET', body = '{}' }: { method?: string; body?: string } = {}) => {
    if (method !== 'GET') this.sent.push({ method, path, body: JSON.parse(body) as Values });
    if (path === '/api/admin/prompts') return this.say(200, []);
    if (path === '/api/alarms/webhook-secret') return this.say(200, { secret: 'signed' });
    if (method === 'GET') return this.say(200, this.kept);
    return this.answer ? this.say(this.answer.status, this.answer.body) : this.say(200, this.kept);
  };

  refuse(field: string, code: string): void {
    const errors = [{ field, code, message: `${field}: no`, severity: 'error', params: {} }];
    this.answer = { status: 422, body: { code: 'catalog.invalid', message: 'no', params: {}, errors } };
  }

  private say = (status: number, body: unknown): Promise<Response> =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
}

/** The drawer of one thing as an administrator meets it: in English, with what tests do to it. */
export async function openDrawer(key: ResourceKey, change: Values, id = 'x1') {
  setActivePinia(createPinia());
  window.sessionStorage.clear();
  i18n.global.locale.value = 'en';
  const resource = RESOURCES[key];
  const server = new Server({ ...blank(fieldsOf(resource)), id, revision: 3, warnings: [], ...change });
  vi.stubGlobal('fetch', server.fetch);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: ResourceDrawer }],
  });
  const page = mount(ResourceDrawer, {
    props: { resource, id, lists },
    attachTo: document.body,
    global: { plugins: [i18n, router, [VueQueryPlugin, { queryClient: new QueryClient() }]] },
  });
  await flushPromises();
  const field = (name: string) => page.get(`#field-${name}`);
  return {
    page,
    server,
    field,
    around: (name: string): string => field(name).element.closest('.form-field')?.textContent ?? '',
    button(name: string) {
      const all = page.findAll('button');
      const found = all.find((one) => one.attributes('aria-label') === name || one.text().startsWith(name));
      if (!found) throw new Error(`There is no button ${name}.`);
      return found;
    },
    async save(): Promise<void> {
      await page.find('form').trigger('submit');
      await flushPromises();
    },
    close(): void {
      page.unmount();
      vi.unstubAllGlobals();
    },
  };
}

export type Drawer = Awaited<ReturnType<typeof openDrawer>>;
