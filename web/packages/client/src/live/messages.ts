import type { Hello, LiveView } from '../generated';

export interface AliveAnswer {
  readonly kind: 'alive';
  readonly server_time: string;
}

export type Incoming = Hello | LiveView | AliveAnswer;

export type LinkState = 'connecting' | 'open' | 'silent' | 'closed' | 'refused';

/** What the link (in its worker) tells the page. Times are local milliseconds. */
export type FromLink =
  | { readonly what: 'state'; readonly state: LinkState; readonly lostSince: number | null }
  | { readonly what: 'heard'; readonly message: Incoming; readonly received: number }
  | {
      readonly what: 'way';
      readonly milliseconds: number;
      readonly serverTime: string;
      readonly sent: number;
    };

/** What the page tells the link. */
export type ToLink = { readonly do: 'open'; readonly url: string } | { readonly do: 'close' | 'look' };
