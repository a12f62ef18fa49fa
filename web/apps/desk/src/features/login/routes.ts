import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/login',
      component: () => import('./LoginPage.vue'),
      meta: { bare: true, public: true, title: 'login.title' },
    },
  ],
} satisfies Feature;
