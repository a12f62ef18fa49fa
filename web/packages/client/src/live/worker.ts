/// <reference lib="webworker" />
import { Link, browserSurroundings } from './link';
import type { ToLink } from './messages';

const link = new Link((message) => self.postMessage(message), browserSurroundings);

self.onmessage = (event: MessageEvent<ToLink>) => {
  if (event.data.do === 'open') link.open(event.data.url);
  else if (event.data.do === 'look') link.hint();
  else link.close();
};
self.addEventListener('online', () => link.hint());
self.addEventListener('offline', () => link.hint());
