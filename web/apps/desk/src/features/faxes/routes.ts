import type { Feature } from '../../shell/feature';

const READERS = ['desk.use', 'floor.supervise', 'floor.supervise_all'];

export default {
  routes: [
    {
      path: '/faxes/:id?',
      component: () => import('./FaxesPage.vue'),
      meta: { anyOf: READERS, title: 'faxes.title' },
    },
  ],
  places: [{ to: '/faxes', words: 'faxes.title', anyOf: READERS }],
} satisfies Feature;
