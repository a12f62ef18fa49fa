import type { Feature } from '../../shell/feature';

const READERS = ['desk.use', 'floor.view'];

export default {
  routes: [
    {
      path: '/voicemail/:id?',
      component: () => import('./VoicemailPage.vue'),
      meta: { anyOf: READERS, title: 'voicemail.title' },
    },
  ],
  places: [{ to: '/voicemail', words: 'voicemail.title', anyOf: READERS }],
} satisfies Feature;
