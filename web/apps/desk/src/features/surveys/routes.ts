import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/surveys/:id?',
      component: () => import('./SurveysPage.vue'),
      meta: { anyOf: ['floor.view'], title: 'surveys.title' },
    },
  ],
  places: [{ to: '/surveys', words: 'surveys.title', anyOf: ['floor.view'] }],
} satisfies Feature;
