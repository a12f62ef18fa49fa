import zh from './dmn.zh-CN.json';

const WORDS: Readonly<Record<string, string>> = zh;

/** What dmn-js says, in the language of the page: its own English where that is wanted. */
export function dmnWord(locale: string, said: string, values: Readonly<Record<string, string>> = {}): string {
  const words = locale.startsWith('zh') ? (WORDS[said] ?? said) : said;
  return words.replace(/\{([^}]+)\}/g, (whole, name: string) => values[name.trim()] ?? whole);
}
