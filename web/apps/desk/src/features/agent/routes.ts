import type { Feature } from '../../shell/feature';

export const READERS = ['floor.supervise', 'floor.supervise_all', 'admin.users', 'admin.audit'];

export default {
  routes: [
    {
      path: '/agents/:id?',
      component: () => import('./AgentPage.vue'),
      meta: { anyOf: READERS, title: 'agent.title' },
    },
  ],
  places: [{ to: '/agents', words: 'agent.title', anyOf: READERS }],
} satisfies Feature;
