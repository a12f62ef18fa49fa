import { useLive, useSession } from '@lingtong/client';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import type { Component } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';

import { useDesk } from '../call/desk';
import { i18n } from '../shell/words';

interface Case {
  readonly page: () => Promise<{ default: Component }>;
  readonly path?: string;
  readonly route?: string;
  readonly props?: Readonly<Record<string, unknown>>;
  /** What it says where there is nothing: not a word of it may stand here. */
  readonly empty: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'my day': { page: () => import('./desk/MyDay.vue'), empty: ['desk.my_day.empty'] },
  'a record': {
    page: () => import('./desk/stage/RecordStage.vue'),
    props: { recordId: 'r-1' },
    empty: ['refusals.not_found'],
  },
  'own calls': {
    page: () => import('./me/MyRecords.vue'),
    props: { which: 'calls' },
    empty: ['me.calls.none'],
  },
  attendance: { page: () => import('./attendance/AttendancePage.vue'), empty: ['attendance.nobodyToday'] },
  records: { page: () => import('./recordings/RecordingsPage.vue'), empty: ['recordings.empty'] },
  recordings: { page: () => import('./recordings/FindPage.vue'), empty: ['recordings.none_found'] },
  'figures of recordings': {
    page: () => import('./recordings/FiguresPage.vue'),
    empty: ['recordings.figures_empty'],
  },
  voicemail: { page: () => import('./voicemail/VoicemailPage.vue'), empty: ['voicemail.noBoxes'] },
  surveys: { page: () => import('./surveys/SurveysPage.vue'), empty: ['surveys.none'] },
  faxes: { page: () => import('./faxes/FaxesPage.vue'), empty: ['faxes.none_open', 'faxes.none_in'] },
  'batches of faxes': { page: () => import('./faxes/BatchList.vue'), empty: ['faxes.none_batches'] },
  'figures of faxes': { page: () => import('./faxes/FaxFigures.vue'), empty: [] },
  duty: { page: () => import('./duty/DutyPage.vue'), empty: ['duty.none'] },
  'notes of duty': {
    page: () => import('./duty/NotesPart.vue'),
    props: { rosterId: 'd-1' },
    empty: ['duty.nothingOpen'],
  },
  'an agent': {
    page: () => import('./agent/AgentPage.vue'),
    path: '/agents/:id',
    route: '/agents/a-1',
    empty: ['agent.noTasks', 'agent.nothing'],
  },
  'the log of an agent': {
    page: () => import('./agent/AgentLog.vue'),
    props: { agentId: 'a-1', day: '', kind: '' },
    empty: ['agent.nothing'],
  },
  planning: {
    page: () => import('./planning/PlanningPage.vue'),
    empty: ['planning.noDays', 'planning.noQueues'],
  },
  flows: { page: () => import('./flows/FlowsPage.vue'), empty: ['flows.empty.list'] },
  'decision tables': { page: () => import('./flows/tables/TablesPage.vue'), empty: ['flows.tables.empty'] },
  missed: {
    page: () => import('./floor/drawer/MissedPart.vue'),
    props: { queueId: 'q-1' },
    empty: ['floor.missed.none'],
  },
  'the curve of today': {
    page: () => import('./floor/lines/SurgeCurve.vue'),
    props: { of: 'center:', title: 'Center' },
    empty: ['floor.lines.quiet'],
  },
  sites: { page: () => import('./floor/sites/SitesView.vue'), empty: ['floor.sitesDay.noSites'] },
  messages: { page: () => import('../shell/messages/InboxPart.vue'), empty: ['messages.empty'] },
  notices: { page: () => import('../shell/messages/NoticeBoardPart.vue'), empty: ['messages.no_notices'] },
  phones: { page: () => import('../shell/bar/PhonePick.vue'), empty: ['call.phones.none'] },
  'a list of the administration': {
    page: () => import('./admin/ResourcePage.vue'),
    path: '/admin/:section/:id?',
    route: '/admin/queues',
    empty: ['admin.resource.queues.empty'],
  },
  audit: {
    page: () => import('./admin/audit/AuditPage.vue'),
    empty: ['admin.audit.empty', 'admin.audit.intact'],
  },
  'numbers of lists': {
    page: () => import('./admin/numbers/NumbersPage.vue'),
    empty: ['admin.numbers.empty'],
  },
  PINs: { page: () => import('./admin/data/PinsPage.vue'), empty: ['admin.pins.empty'] },
  prompts: { page: () => import('./admin/prompts/PromptsPage.vue'), empty: ['admin.prompts.empty'] },
  storage: {
    page: () => import('./admin/storage/StoragePage.vue'),
    empty: ['admin.storage.no_tokens', 'admin.storage.no_exports'],
  },
  system: { page: () => import('./admin/system/SystemPage.vue'), empty: ['admin.system.nothingCounted'] },
};

const EVERYTHING = [
  ...['desk.use', 'floor.view', 'floor.supervise', 'floor.supervise_all', 'quality.use', 'number.view'],
  ...[
    'recording.play',
    'recording.keep',
    'flow.edit',
    'flow.view',
    'admin.center',
    'admin.users',
    'admin.audit',
  ],
];
const user = {
  id: 'u-1',
  name: 'Wu',
  language: 'en',
  agent_id: 'a-1',
  permissions: EVERYTHING,
  tenant: { id: 't-1', name: 'Demo' },
};

describe('a page that could not be read', () => {
  let answer: () => Promise<Response>;
  beforeEach(async () => {
    setActivePinia(createPinia());
    i18n.global.locale.value = 'en';
    const signedIn = () => Promise.resolve(new Response(JSON.stringify({ csrf: 'c', user })));
    vi.stubGlobal('fetch', (path: string) => (path === '/api/session' ? signedIn() : answer()));
    await useSession().load();
    useLive().greeted = true;
  });
  afterEach(() => vi.unstubAllGlobals());

  async function open({ page, path, route, props }: Case) {
    const part = (await page()).default;
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: path ?? '/:rest(.*)*', component: part }],
    });
    await router.push(route ?? '/');
    const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const plugins = [i18n, router, [VueQueryPlugin, { queryClient }]] as never;
    const shown = mount(part, { props, global: { plugins } });
    for (let turn = 0; turn < 4; turn += 1) await flushPromises();
    return shown;
  }
  const words = (key: string): string => {
    expect(i18n.global.te(key), key).toBe(true);
    return i18n.global.t(key);
  };

  it.each(Object.entries(CASES))(
    '%s: says what the server said, and never that it is empty',
    async (_, one) => {
      for (const [given, said] of [
        [() => Promise.resolve(new Response('{}', { status: 500 })), 'refusals.server_failed'],
        [() => Promise.reject(new TypeError('failed')), 'refusals.network_unreachable'],
      ] as const) {
        answer = given;
        const shown = await open(one);
        const alerts = shown.findAll('[role=alert]').map((alert) => alert.text());
        expect(
          alerts.some((text) => text.includes(words(said))),
          shown.text(),
        ).toBe(true);
        for (const key of one.empty) expect(shown.text()).not.toContain(words(key));
        shown.unmount();
      }
    },
  );

  it('a record that is not there is not merely unreadable: the refusal, and the way back', async () => {
    const no = { code: 'not_found', message: 'This does not exist, or not for you.' };
    answer = () => Promise.resolve(new Response(JSON.stringify(no), { status: 404 }));
    const shown = await open(CASES['a record'] as Case);
    expect(shown.get('[role=alert]').text()).toContain(words('refusals.not_found'));
    const desk = useDesk();
    desk.onStage = 'r-1';
    const back = shown.get('[role=alert] button');
    expect(back.text()).toBe(words('desk.stage.back'));
    await back.trigger('click');
    expect(desk.onStage).toBe('');
  });
});
