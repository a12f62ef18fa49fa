import type { Feature } from '../../shell/feature';

const READERS = ['recording.play', 'recording.play_own', 'floor.view', 'quality.use'];

export default {
  routes: [
    {
      path: '/recordings/:id?',
      component: () => import('./RecordingsPage.vue'),
      meta: { anyOf: READERS, title: 'recordings.title' },
    },
  ],
  rail: [{ to: '/recordings', icon: 'recordings', words: 'recordings.title', order: 30, anyOf: READERS }],
} satisfies Feature;
