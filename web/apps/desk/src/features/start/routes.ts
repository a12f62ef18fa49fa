import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/start',
      component: () => import('./StartPage.vue'),
      meta: { title: 'start.title', anyOf: ['desk.use'] },
    },
  ],
  places: [{ to: '/start', words: 'start.title', anyOf: ['desk.use'] }],
} satisfies Feature;
