import { type Why, useCenter } from '@lingtong/client';
import { useI18n } from 'vue-i18n';

import { nameOf } from './bar';

/** Why the router asked this agent, in the reader's words. */
export function useBecause(): (because: readonly Why[] | undefined) => string {
  const { t, te, locale } = useI18n();
  const { queues } = useCenter();
  return (because = []) =>
    because
      .filter((why) => te(`call.because.${why.code}`))
      .map((why) => {
        const queue = nameOf(queues.value.get(why.params?.queue_id ?? ''), locale.value === 'en');
        return t(`call.because.${why.code}`, { ...why.params, queue });
      })
      .join(locale.value === 'en' ? ', ' : '，');
}
