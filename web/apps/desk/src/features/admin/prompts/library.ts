import type { LibraryPrompt, Pair } from './api';

export const FILTERS = ['all', 'missing', 'robotic', 'own', 'unused'] as const;
export type Filter = (typeof FILTERS)[number];

/** Whether callers of this language hear another one, or nothing. */
export const isMissing = (prompt: LibraryPrompt | undefined): boolean =>
  prompt === undefined || prompt.seconds === 0 || (prompt.spoken ?? prompt.language) !== prompt.language;

export const isRobotic = (prompt: LibraryPrompt | undefined): boolean =>
  prompt !== undefined && prompt.generated && !isMissing(prompt);

export function pairsOf(prompts: readonly LibraryPrompt[]): readonly Pair[] {
  const names = [...new Set(prompts.map(({ name }) => name))].sort();
  const found = new Map(prompts.map((one) => [`${one.language}/${one.name}`, one]));
  return names.map((name) => {
    const [zh, en] = [found.get(`zh/${name}`), found.get(`en/${name}`)];
    return { name, zh, en, place: zh?.place ?? '', used: Math.max(zh?.used ?? 0, en?.used ?? 0) };
  });
}

const FITS: Record<Filter, (pair: Pair) => boolean> = {
  all: () => true,
  missing: ({ zh, en }) => isMissing(zh) || isMissing(en),
  robotic: ({ zh, en }) => isRobotic(zh) || isRobotic(en),
  own: ({ zh, en }) => Boolean(zh?.version || en?.version),
  unused: ({ used, place }) => used === 0 && place === '',
};

export const fits = (pair: Pair, filter: Filter, wanted: string): boolean =>
  FITS[filter](pair) &&
  [pair.name, pair.zh?.text, pair.en?.text].some((text) =>
    text?.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
