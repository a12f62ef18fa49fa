import { Refused } from '@lingtong/client';
import { useI18n } from 'vue-i18n';

/** What the server refused, in the words of the wall; its own words where there are none of ours. */
export function useSays(): (error: unknown) => string {
  const { t, te } = useI18n();
  return (error) => {
    if (!(error instanceof Refused)) return t('board.refused.unexpected');
    const [first] = error.errors;
    const named = [
      { key: `board.edit.complaint.${first?.code ?? ''}`, params: first?.params },
      { key: `board.refused.finding_${first?.code ?? ''}`, params: first?.params },
      { key: `board.refused.${error.code.replaceAll('.', '_')}`, params: error.params },
    ].find(({ key }) => te(key));
    if (named) return t(named.key, { ...named.params });
    return first?.message || error.message || t('board.refused.unexpected');
  };
}
