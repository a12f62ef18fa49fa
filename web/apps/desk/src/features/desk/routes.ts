import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/desk/:rest(i/[^/]+)?',
      component: () => import('./DeskPage.vue'),
      meta: { title: 'desk.title', anyOf: ['desk.use'] },
    },
  ],
  rail: [{ to: '/desk', icon: 'desk', words: 'desk.title', order: 10, anyOf: ['desk.use'] }],
} satisfies Feature;
