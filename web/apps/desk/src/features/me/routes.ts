import type { Feature } from '../../shell/feature';

export default {
  routes: [{ path: '/me', component: () => import('./MePage.vue'), meta: { title: 'me.title' } }],
  rail: [{ to: '/me', icon: 'me', words: 'me.title', order: 60 }],
} satisfies Feature;
