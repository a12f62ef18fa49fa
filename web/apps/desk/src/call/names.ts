import type { PartyView } from '@lingtong/client';
import { phone as grouped } from '@lingtong/ui';

import { i18n } from '../shell/words';

/** Masked numbers stay as the server made them; a guest of the customer page is `web`, a withheld number empty. */
export function shownNumber(number: string): string {
  if (!number) return i18n.global.t('call.no_number');
  if (/[a-z]/i.test(number)) return i18n.global.t('call.web_caller');
  return number.includes('*') ? number : grouped(number);
}

export const partyName = (party: PartyView | undefined): string =>
  party
    ? [party.name, party.name === party.number ? '' : party.number].filter(Boolean).join(' ') || '–'
    : '–';
