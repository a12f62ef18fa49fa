export interface Engine {
  readonly node: string;
  readonly pid: number;
  readonly since: string;
  readonly generation: number;
  readonly behind: number;
}

export interface System {
  readonly active: Engine | null;
  readonly standbys: readonly Engine[];
  readonly expected: boolean;
}

/** The one line above all: what would happen if the active engine died now. */
export function stateOf({ active, standbys, expected }: System): { words: string; bad: boolean } {
  if (!active) return { words: 'none', bad: true };
  if (standbys.length > 0) return { words: 'safe', bad: false };
  return expected ? { words: 'missing', bad: true } : { words: 'alone', bad: false };
}
