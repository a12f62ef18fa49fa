import type { AnyCommand, Done } from './generated';
import { http } from './http';

/** One command of the signed-in agent; refused with a `Refused`. */
export const command = (ask: AnyCommand) => http.post<Done>('/api/commands', ask);

const WINDOW_KEY = 'lingtong.window';

/** The id of this window: kept over a reload, new in every other tab. */
export function windowId(): string {
  const known = sessionStorage.getItem(WINDOW_KEY);
  if (known) return known;
  const id = crypto.getRandomValues(new Uint32Array(3)).join('-');
  sessionStorage.setItem(WINDOW_KEY, id);
  return id;
}
