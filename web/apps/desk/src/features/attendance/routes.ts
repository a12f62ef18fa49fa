import type { Feature } from '../../shell/feature';

export default {
  routes: [
    {
      path: '/attendance',
      component: () => import('./AttendancePage.vue'),
      meta: { anyOf: ['floor.view'], title: 'attendance.title' },
    },
  ],
  rail: [{ to: '/attendance', icon: 'clock', words: 'attendance.title', order: 35, anyOf: ['floor.view'] }],
} satisfies Feature;
