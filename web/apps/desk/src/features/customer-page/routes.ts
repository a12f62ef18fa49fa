import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/call',
      component: () => import('./CallPage.vue'),
      meta: { bare: true, public: true, title: 'customerPage.title' },
    },
  ],
} satisfies Feature;
