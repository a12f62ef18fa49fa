import type { Feature } from '../../shell/feature';

const ANY = ['admin.users', 'admin.center', 'admin.trunks', 'admin.audit', 'floor.supervise_all'];

export default {
  routes: [
    {
      path: '/admin',
      component: () => import('./AdminPage.vue'),
      meta: { anyOf: ANY, title: 'admin.title' },
      children: [
        { path: '', component: () => import('./AdminStart.vue') },
        { path: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { anyOf: ['admin.audit'] } },
        {
          path: 'system',
          component: () => import('./system/SystemPage.vue'),
          meta: { anyOf: ['admin.center'] },
        },
        {
          path: 'recording-storage',
          component: () => import('./storage/StoragePage.vue'),
          meta: { anyOf: ['recording.keep'] },
        },
        {
          path: 'prompts',
          component: () => import('./prompts/PromptsPage.vue'),
          meta: { anyOf: ['admin.center'] },
        },
        {
          path: 'numbers',
          component: () => import('./numbers/NumbersPage.vue'),
          meta: { anyOf: ['admin.center', 'floor.supervise_all'] },
        },
        {
          path: 'pins',
          component: () => import('./data/PinsPage.vue'),
          meta: { anyOf: ['admin.center'] },
        },
        // Flows have a designer of their own.
        {
          path: 'flows/:id?',
          redirect: ({ params }) =>
            params.id && params.id !== 'new' ? `/flows/${String(params.id)}` : '/flows',
        },
        { path: ':section/:id?', component: () => import('./ResourcePage.vue') },
      ],
    },
  ],
  rail: [{ to: '/admin', icon: 'admin', words: 'admin.title', order: 70, anyOf: ANY }],
  places: [
    ...[
      'users',
      'agents',
      'queues',
      'entry-points',
      'calendars',
      'trunks',
      'alarm-rules',
      'plans',
      'do-not-call',
      'number-lists',
      'outbound-rules',
      'http-services',
      'data-sources',
    ].map((section) => ({
      to: `/admin/${section}`,
      words: `admin.resource.${section}.many`,
      anyOf: ANY,
    })),
    {
      to: '/admin/numbers',
      words: 'admin.numbers.title',
      anyOf: ['admin.center', 'floor.supervise_all'],
    },
    { to: '/admin/recording-storage', words: 'admin.storage.title', anyOf: ['recording.keep'] },
    { to: '/admin/recording-rules', words: 'admin.resource.recording-rules.many', anyOf: ANY },
    { to: '/admin/prompts', words: 'admin.prompts.title', anyOf: ['admin.center'] },
    { to: '/admin/pins', words: 'admin.pins.title', anyOf: ['admin.center'] },
    { to: '/admin/audit', words: 'admin.audit.title', anyOf: ['admin.audit'] },
  ],
} satisfies Feature;
