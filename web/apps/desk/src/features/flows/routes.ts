import type { Feature } from '../../shell/feature';

const SEES = ['flow.edit', 'flow.publish', 'admin.center', 'floor.view'];

export default {
  routes: [
    {
      path: '/flows',
      component: () => import('./FlowsPage.vue'),
      meta: { anyOf: SEES, title: 'flows.title' },
    },
    {
      path: '/flows/tables/:table?',
      component: () => import('./tables/TablesPage.vue'),
      meta: { anyOf: ['flow.edit', 'flow.publish', 'admin.center'], title: 'flows.tables.title' },
    },
    {
      path: '/flows/:id',
      component: () => import('./FlowPage.vue'),
      meta: { anyOf: SEES, title: 'flows.title' },
    },
  ],
  places: [
    { to: '/flows', words: 'flows.title', anyOf: SEES },
    {
      to: '/flows/tables',
      words: 'flows.tables.title',
      anyOf: ['flow.edit', 'flow.publish', 'admin.center'],
    },
  ],
} satisfies Feature;
