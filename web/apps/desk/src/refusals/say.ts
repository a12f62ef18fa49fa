import { Refused } from '@lingtong/client';

import { i18n } from '../shell/words';

/** The message key of a refusal's code: dots would mean depth. */
export const keyOf = (code: string) => `refusals.${code.replaceAll('.', '_')}`;

/** A sentence for whatever a call to the api threw: ours by code, otherwise the server's own words. */
export function refusalText(error: unknown): string {
  const { t, te } = i18n.global;
  if (!(error instanceof Refused)) return t('refusals.unexpected');
  const key = keyOf(error.code);
  return te(key) ? t(key, error.params) : error.message || t('refusals.unexpected');
}

export const useRefusals = () => refusalText;
