/** Agent states by color, shape and word; the colors are tokens. */
export type Shape = 'ring' | 'quarter' | 'disc' | 'disc-bars' | 'pen' | 'bars' | 'dash' | 'triangle';
export type ShownState =
  | 'ready'
  | 'reserved'
  | 'talking'
  | 'hold'
  | 'watching'
  | 'after_call_work'
  | 'not_ready'
  | 'logged_out'
  | 'unreachable';

export const SHAPES: Readonly<Record<ShownState, Shape>> = {
  ready: 'ring',
  reserved: 'quarter',
  talking: 'disc',
  hold: 'disc-bars',
  watching: 'ring',
  after_call_work: 'pen',
  not_ready: 'bars',
  logged_out: 'dash',
  unreachable: 'triangle',
};

export const colorOf = (state: ShownState): string =>
  `var(--lt-state-${state === 'hold' || state === 'watching' ? 'talking' : state.replaceAll('_', '-')})`;
