import { moment } from '@lingtong/ui';
import { useI18n } from 'vue-i18n';

import type { Fax } from './api';

/** What is said of a fax: its state, and why it did not get through. */
export function useFaxWords() {
  const { t, te } = useI18n();
  const cause = (error: string): string => {
    const key = `faxes.cause_${error}`;
    return te(key) ? t(key) : error;
  };
  return {
    cause,
    /** How many of how many while they go over; of a fax that arrives nobody knows how many will come. */
    pages: (fax: Fax): string => {
      if (fax.state === 'sending') return `${fax.gone} / ${fax.pages}`;
      if (fax.state === 'receiving') return fax.gone ? `${fax.gone} …` : '…';
      return fax.pages ? String(fax.pages) : '–';
    },
    state: (fax: Fax): string => {
      const word = t(`faxes.state_${fax.state}`);
      if (fax.state === 'waiting' && fax.due && fax.tries > 0) {
        return t('faxes.next_try', { word, why: cause(fax.error), at: moment(fax.due) });
      }
      return fax.state === 'failed' && fax.error ? t('faxes.because', { word, why: cause(fax.error) }) : word;
    },
  };
}
