import type { Feature } from '../../shell/feature';

const READERS = ['recording.play', 'recording.play_own', 'floor.view', 'quality.use'];
const COUNTERS = ['recording.play', 'recording.keep'];

export default {
  routes: [
    {
      path: '/find-recordings',
      component: () => import('./FindPage.vue'),
      meta: { anyOf: ['recording.play', 'recording.play_own'], title: 'recordings.find_title' },
    },
    {
      path: '/recording-figures',
      component: () => import('./FiguresPage.vue'),
      meta: { anyOf: COUNTERS, title: 'recordings.figures_title' },
    },
    {
      path: '/recordings/:id?',
      component: () => import('./RecordingsPage.vue'),
      meta: { anyOf: READERS, title: 'recordings.title' },
    },
  ],
  rail: [{ to: '/recordings', icon: 'recordings', words: 'recordings.title', order: 30, anyOf: READERS }],
  places: [
    { to: '/recording-figures', words: 'recordings.figures_title', anyOf: COUNTERS },
    {
      to: '/find-recordings',
      words: 'recordings.find_title',
      anyOf: ['recording.play', 'recording.play_own'],
    },
  ],
} satisfies Feature;
