import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/floor',
      component: () => import('./FloorPage.vue'),
      meta: { anyOf: ['floor.view'], title: 'floor.title' },
    },
  ],
  rail: [{ to: '/floor', icon: 'queue', words: 'floor.title', order: 20, anyOf: ['floor.view'] }],
} satisfies Feature;
