import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/duty/:id?',
      component: () => import('./DutyPage.vue'),
      meta: { anyOf: ['floor.view'], title: 'duty.title' },
    },
  ],
  places: [{ to: '/duty', words: 'duty.title', anyOf: ['floor.view'] }],
} satisfies Feature;
