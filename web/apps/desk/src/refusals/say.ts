import { Refused } from '@lingtong/client';
import { useI18n } from 'vue-i18n';

/** The message key of a refusal's code: dots would mean depth. */
export const keyOf = (code: string) => `refusals.${code.replaceAll('.', '_')}`;

/** A sentence for whatever a call to the api threw: ours by code, otherwise the server's own words. */
export function useRefusals(): (error: unknown) => string {
  const { t, te } = useI18n();
  return (error) => {
    if (!(error instanceof Refused)) return t('refusals.unexpected');
    const key = keyOf(error.code);
    return te(key) ? t(key, error.params) : error.message || t('refusals.unexpected');
  };
}
