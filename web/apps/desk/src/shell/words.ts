import { LOCALES, type Locale, gather, localeOf, speaker } from '@lingtong/ui';
import { watch } from 'vue';

const files = import.meta.glob(
  ['./words/*.json', '../*/words/*.json', './*/words/*.json', '../features/*/words/*.json'],
  {
    eager: true,
    import: 'default',
  },
);

const KEY = 'lingtong.language';

/** Paths beside this file lack the folder's name. */
const named = Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^\.\/words/, './shell/words'), words]),
);

export const messages = gather(named);

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
  },
  { immediate: true },
);

export const setLocale = (language: string) => (i18n.global.locale.value = localeOf(language));
