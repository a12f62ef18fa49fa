/** What may stand in an expression beside the flow's own variables: given names, and functions with their form. */
export type Mode = 'template' | 'expression' | 'text';

export const GIVEN = ['caller', 'called', 'language', 'today', 'now'] as const;
export const FUNCTIONS: Readonly<Record<string, string>> = {
  number: '(x)',
  date: '(x)',
  time: '(x)',
  text: '(x)',
  empty: '(x)',
  default: '(x, y)',
  length: '(text)',
  upper: '(text)',
  lower: '(text)',
  trim: '(text)',
  left: '(text, n)',
  right: '(text, n)',
  middle: '(text, from, n)',
  digits: '(text)',
  contains: '(text, part)',
  begins: '(text, part)',
  ends: '(text, part)',
  round: '(n, places)',
  floor: '(n)',
  ceiling: '(n)',
  abs: '(n)',
  least: '(a, b)',
  most: '(a, b)',
  year: '(date)',
  month: '(date)',
  day: '(date)',
  weekday: '(date)',
  hour: '(time)',
  minute: '(time)',
};
const MOST = 12;

export interface Suggested {
  /** Where the word begins that is being typed. */
  readonly from: number;
  readonly words: readonly string[];
}

export function suggestions(
  text: string,
  caret: number,
  mode: Mode,
  known: readonly string[],
): Suggested | null {
  if (mode === 'text') return null;
  const before = text.slice(0, caret);
  if (mode === 'template' && !isInHole(before)) return null;
  if (isInQuotes(mode === 'template' ? before.slice(before.lastIndexOf('{')) : before)) return null;
  const typed = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? '';
  if (typed === '' && !(mode === 'template' && before.endsWith('{'))) return null;
  const all = [...known, ...Object.keys(FUNCTIONS)];
  const words = all.filter((one) => one.toLowerCase().startsWith(typed.toLowerCase()) && one !== typed);
  return words.length > 0 ? { from: caret - typed.length, words: words.slice(0, MOST) } : null;
}

function isInHole(before: string): boolean {
  const rest = before.replaceAll('{{', '').replaceAll('}}', '');
  return rest.lastIndexOf('{') > rest.lastIndexOf('}');
}

const isInQuotes = (before: string): boolean => (before.match(/["']/g)?.length ?? 0) % 2 === 1;
