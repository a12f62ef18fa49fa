import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/planning',
      component: () => import('./PlanningPage.vue'),
      meta: { anyOf: ['floor.view'], title: 'planning.title' },
    },
  ],
  rail: [{ to: '/planning', icon: 'planning', words: 'planning.title', order: 40, anyOf: ['floor.view'] }],
} satisfies Feature;
