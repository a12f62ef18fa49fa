import { type I18n, createI18n } from 'vue-i18n';

export type Locale = 'zh-CN' | 'en';
export const LOCALES: readonly Locale[] = ['zh-CN', 'en'];

/** Messages may hold messages; the leaves are sentences. */
export interface Words {
  [key: string]: string | Words;
}

/** `zh`, `zh-CN` and the like are Chinese; everything else reads English. */
export const localeOf = (language: string): Locale =>
  language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

/**
 * Message files by their paths, `…/features/recordings-search/words/en.json`: the folder above `words` names
 * the messages, in camel case (`recordingsSearch.title`).
 */
export function gather(files: Readonly<Record<string, unknown>>): Record<Locale, Words> {
  const all: Record<Locale, Words> = { 'zh-CN': {}, en: {} };
  for (const [path, content] of Object.entries(files)) {
    const found = /([^/]+)\/words\/(zh-CN|en)\.json$/.exec(path);
    if (!found) continue;
    const [, folder = '', locale] = found;
    const name = folder.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    all[locale as Locale][name] = content as Words;
  }
  return all;
}

export type Speaker = I18n<
  Record<string, Words>,
  Record<string, unknown>,
  Record<string, unknown>,
  string,
  false
>;

export function speaker(words: Record<Locale, Words>, locale: Locale): Speaker {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: false,
    messages: words as Record<string, Words>,
  }) as unknown as Speaker;
}

/** Every key with its path, to compare two languages. */
export function keysOf(words: Words, above = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [above + key] : keysOf(value, `${above}${key}.`),
  );
}
