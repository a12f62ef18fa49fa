/**
 * Pinyin initials without a dictionary: Han characters are compared with the first one of each initial in the
 * browser's own pinyin order. Characters with several readings get the common one.
 */
const FIRST = '吖八嚓咑妸发旮哈丌咔垃妈拏喔妑七呥仨他屲夕丫帀';
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const pinyin = new Intl.Collator('zh-Hans-CN-u-co-pinyin');

export function initialOf(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  let found = '';
  for (let i = 0; i < FIRST.length; i += 1) {
    if (pinyin.compare(FIRST[i]!, character) > 0) break;
    found = LETTERS[i]!;
  }
  return found;
}

/** `停电报修` → `tdbx`; Latin words keep their letters, spaces go. */
export const initials = (text: string): string =>
  [...text]
    .map(initialOf)
    .join('')
    .replace(/[\s\p{P}]/gu, '');

/** Whether a search text means this thing: part of a name, of its initials, or of a number. */
export function matches(search: string, ...texts: readonly string[]): boolean {
  const wanted = search.trim().toLowerCase();
  if (!wanted) return true;
  return texts.some((text) => text.toLowerCase().includes(wanted) || initials(text).includes(wanted));
}
