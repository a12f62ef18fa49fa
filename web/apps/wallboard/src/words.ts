import { gather, LOCALES, localeOf, speaker, type Locale } from '@lingtong/ui';
import { watch } from 'vue';

const files = import.meta.glob('./board/words/*.json', { eager: true, import: 'default' });

const KEY = 'lingtong.language';

export const messages = gather(files);

function firstLocale(): Locale {
  const kept = localStorage.getItem(KEY);
  return LOCALES.includes(kept as Locale) ? (kept as Locale) : localeOf(navigator.language || 'zh');
}

export const i18n = speaker(messages, firstLocale());

watch(
  i18n.global.locale,
  (locale) => {
    localStorage.setItem(KEY, locale);
    document.documentElement.lang = locale;
    document.title = i18n.global.t('board.title');
  },
  { immediate: true },
);
