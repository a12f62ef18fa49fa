import { knock } from '../knock';
import type { FromLink, Incoming, LinkState } from './messages';

export interface Wire {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What a link asks of its surroundings, so that a test can play the network and the clock. */
export interface Surroundings {
  connect(url: string): Wire;
  /** Whether the server behind the wire's address answers at all. */
  knock(url: string): Promise<boolean>;
  chance(): number;
  now(): number;
  after(milliseconds: number, run: () => void): number;
  cancel(timer: number): void;
}

const ALIVE_EVERY = 2_000;
const SILENT_AFTER = 2_000; // of an unanswered sign of life: the footer turns amber
const GIVE_UP_AFTER = 6_000; // of an unanswered sign of life: the wire is dead, take a new one
const RETRIES = [250, 500, 1_000, 1_000, 1_000, 2_000];
const JITTER = 0.2; // of a wait, so that a floor of desks does not come back in one instant
const SIGN_IN_AGAIN = [4401, 4403];

/** Keeps one socket to the server: heartbeat, silence, new wire. Runs in a worker, where timers do not sleep. */
export class Link {
  private wire: Wire | null = null;
  private url = '';
  private state: LinkState = 'closed';
  private lostSince: number | null = null;
  private asked: number | null = null;
  private tries = 0;
  private attempt = 0;
  private nextBeat = 0;
  private timers = new Set<number>();

  constructor(
    private readonly tell: (message: FromLink) => void,
    private readonly around: Surroundings,
  ) {}

  open(url: string): void {
    this.close();
    this.url = url;
    this.connect();
  }

  close(): void {
    this.url = '';
    this.dropWire();
    this.lostSince = null;
    this.become('closed');
  }

  /** The browser says that the network came or went: look at once instead of at the next beat. */
  hint(): void {
    if (this.wire && this.state !== 'connecting') this.beat();
    else if (this.url && this.state !== 'refused') void this.retry();
  }

  /** Knocks first: a browser makes each new socket wait longer after sockets that failed, but no request. */
  private async retry(): Promise<void> {
    this.dropWire();
    const mine = this.attempt;
    const answers = await this.around.knock(this.url);
    if (mine !== this.attempt) return;
    if (answers) this.connect();
    else this.wait();
  }

  private connect(): void {
    this.dropWire();
    this.become('connecting');
    const wire = this.around.connect(this.url);
    this.wire = wire;
    const opening = this.later(GIVE_UP_AFTER, () => this.lost(0));
    wire.onopen = () => {
      this.forgetTimer(opening);
      this.beat();
    };
    wire.onmessage = (event) => this.hear(String(event.data));
    wire.onclose = (event) => this.lost(event.code);
  }

  private hear(text: string): void {
    const message = JSON.parse(text) as Incoming;
    const received = this.around.now();
    if (message.kind === 'hello') this.tries = 0;
    if (this.state !== 'open' && (message.kind === 'hello' || this.state === 'silent')) {
      this.lostSince = null;
      this.become('open');
    }
    if (message.kind === 'alive' && this.asked !== null) {
      const sent = this.asked;
      this.asked = null;
      this.tell({ what: 'way', milliseconds: received - sent, serverTime: message.server_time, sent });
    }
    this.tell({ what: 'heard', message, received });
  }

  private beat(): void {
    this.forgetTimer(this.nextBeat);
    this.nextBeat = this.later(ALIVE_EVERY, () => this.beat());
    if (!this.wire || this.asked !== null) return;
    const sent = this.around.now();
    this.asked = sent;
    this.wire.send('{"kind":"alive"}');
    this.later(SILENT_AFTER, () => this.asked === sent && this.silent(sent));
    this.later(GIVE_UP_AFTER, () => this.asked === sent && this.lost(0));
  }

  private silent(since: number): void {
    this.lostSince ??= since;
    this.become('silent');
  }

  private lost(code: number): void {
    const wasOpen = this.state === 'open';
    this.dropWire();
    if (!this.url) return;
    this.lostSince ??= wasOpen ? this.around.now() : null;
    if (SIGN_IN_AGAIN.includes(code)) return this.become('refused');
    this.become('connecting');
    this.wait();
  }

  private wait(): void {
    const wait = RETRIES[Math.min(this.tries, RETRIES.length - 1)] ?? 2_000;
    this.tries += 1;
    this.later(wait * (1 + JITTER * (2 * this.around.chance() - 1)), () => void this.retry());
  }

  private dropWire(): void {
    this.attempt += 1;
    for (const timer of this.timers) this.around.cancel(timer);
    this.timers.clear();
    this.asked = null;
    if (!this.wire) return;
    Object.assign(this.wire, { onopen: null, onmessage: null, onclose: null });
    this.wire.close();
    this.wire = null;
  }

  private become(state: LinkState): void {
    this.state = state;
    this.tell({ what: 'state', state, lostSince: this.lostSince });
  }

  private later(milliseconds: number, run: () => void): number {
    const timer = this.around.after(milliseconds, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
    return timer;
  }

  private forgetTimer(timer: number): void {
    this.around.cancel(timer);
    this.timers.delete(timer);
  }
}

export const browserSurroundings: Surroundings = {
  connect: (url) => new WebSocket(url) as unknown as Wire,
  knock: (url) => knock(url),
  chance: () => Math.random(),
  now: () => Date.now(),
  after: (milliseconds, run) => setTimeout(run, milliseconds) as unknown as number,
  cancel: (timer) => clearTimeout(timer),
};
