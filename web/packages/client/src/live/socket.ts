import type { Query, QueryClient } from '@tanstack/vue-query';

import { serverClock } from '../clock';
import { isNo } from '../http';
import type { FromLink, Incoming, ToLink } from './messages';
import { type Cache, apply } from './onFact';
import { useLive } from './store';

export interface Socket {
  open(windowId: string): void;
  close(): void;
}

/** Joins the link in its worker to the live store and the query cache. */
export function joinLive(queries: QueryClient, whenRefused: () => void): Socket {
  const live = useLive();
  const cache: Cache = {
    ...live.cache,
    stale: (key) => void queries.invalidateQueries({ queryKey: [...key] }),
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'live' });
  const send = (message: ToLink) => worker.postMessage(message);

  worker.onmessage = (event: MessageEvent<FromLink>) => {
    const told = event.data;
    if (told.what === 'heard') hear(told.message, told.received);
    else if (told.what === 'way') {
      live.network = told.milliseconds;
      serverClock.hear(told.serverTime, told.sent + told.milliseconds, told.sent);
    } else {
      live.link(told.state, told.lostSince);
      if (told.state === 'refused') whenRefused();
    }
  };

  /** Somebody looks at the page again: so does the link, instead of at its next turn. */
  const look = () => document.hidden || send({ do: 'look' });

  function hear(message: Incoming, received: number): void {
    if (message.kind === 'hello') {
      serverClock.hear(message.server_time, received);
      live.hello(message);
      performance.mark('hello');
      askAgain();
    } else if (message.kind !== 'alive') {
      apply(message, cache);
    }
  }

  /** The server is there: what could not be read while it was away is read without anybody's click. */
  function askAgain(): void {
    const failed = ({ state }: Query) => state.status === 'error' && !isNo(state.error);
    void queries.refetchQueries({ type: 'active', predicate: failed });
  }

  return {
    open: (windowId) => {
      send({ do: 'open', url: liveUrl(windowId) });
      document.addEventListener('visibilitychange', look);
    },
    close: () => {
      document.removeEventListener('visibilitychange', look);
      send({ do: 'close' });
      live.forget();
    },
  };
}

function liveUrl(windowId: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/api/live?window=${encodeURIComponent(windowId)}`;
}
