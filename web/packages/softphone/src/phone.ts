import JsSIP from 'jssip';
import type { AnswerOptions, EndEvent, RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';

import { PatientLine } from './line';

/** What `GET /api/phone` lends: never shown, never kept. */
export interface PhoneAccount {
  readonly uri: string;
  readonly name: string;
  readonly password: string;
  readonly socket: string;
  readonly ice_servers: readonly RTCIceServer[];
}

export type Registration = 'off' | 'connecting' | 'registered' | 'failed';
export type CallStage = 'none' | 'ringing' | 'dialing' | 'connected';

/** Headers by which the engine asks for an answer without a hand: a call that comes back, or auto-answer. */
const RESUMES = 'X-Lingtong-Resume';
const WATCHES = 'X-Lingtong-Watch';
const AUTO_HEADERS = [RESUMES, 'X-Lingtong-Nailed'];
const AUTO_CALL_INFO = /answer-after\s*=\s*0/i;
const MEDIA_LOST_AFTER = 2_000;
/** A key sounds 100 ms, and is as long silent: one that follows sooner would cut it, and the switch hears none. */
const KEY_TAKES = 200;

export interface PhoneEvents {
  registration(state: Registration, tries: number): void;
  /** `automatic` calls are answered by the phone itself; `watches`: it only listens to the call of another. */
  call(stage: CallStage, automatic: boolean, watches: boolean): void;
  remote(stream: MediaStream | null): void;
  /** `cause` in JsSIP's words; `how` tells who ended it and with which SIP status (0: none). */
  ended(cause: string, how: HowEnded): void;
  /** The far end of an own call rings. */
  alerting?(): void;
  /** Sound can pass between this phone and the switch, or no longer. */
  flows?(yes: boolean): void;
}

export interface HowEnded {
  readonly originator: 'local' | 'remote' | 'system';
  readonly code: number;
}

/** One registration and at most one call. Its microphone is lent by the caller and never stopped here. */
export class BrowserPhone {
  private agent: JsSIP.UA | null = null;
  private line: JsSIP.Socket | null = null;
  private session: RTCSession | null = null;
  private iceServers: RTCIceServer[] = [];
  private tries = 0;
  private mediaTimer: number | undefined;
  private nextKeyAt = 0;
  private stageNow: CallStage = 'none';

  constructor(
    private readonly events: PhoneEvents,
    private readonly microphone: () => Promise<MediaStream>,
    /** Whether the server answers: asked before a lost line is opened again. */
    private readonly knock: () => Promise<boolean> = () => Promise.resolve(true),
  ) {}

  get stage(): CallStage {
    return this.stageNow;
  }

  /** Registers; a guest phone that only calls out says `register: false`. */
  start(account: PhoneAccount, register = true): void {
    this.stop();
    this.iceServers = [...account.ice_servers];
    this.line = new PatientLine(socketUrl(account.socket), this.knock);
    const agent = new JsSIP.UA({
      sockets: [this.line],
      uri: account.uri,
      authorization_user: account.name,
      password: account.password,
      register,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 1,
      user_agent: 'Lingtong',
    });
    this.agent = agent;
    const says = (state: Registration, again = false) => this.agent === agent && this.registers(state, again);
    agent.on('connecting', () => says('connecting'));
    agent.on('registered', () => says('registered'));
    agent.on('connected', () => register || says('registered'));
    agent.on('connected', () => this.lineBack(register));
    agent.on('disconnected', () => says('connecting', true));
    agent.on('registrationFailed', () => says('failed', true));
    agent.on('newRTCSession', (event: { originator: string; session: RTCSession; request: unknown }) => {
      if (event.originator === 'remote' && this.agent === agent)
        this.incoming(event.session, event.request as IncomingRequest);
    });
    agent.start();
  }

  stop(): void {
    const agent = this.agent;
    this.agent = null; // what a stopped agent still says is not heard
    agent?.stop();
    this.tries = 0;
    this.events.registration('off', 0);
  }

  /** Lets go without a word, as a closed page does: the switch keeps a running call for the next window. */
  leave(): void {
    this.line?.disconnect();
    this.stop();
  }

  async answer(): Promise<void> {
    const session = this.session;
    if (!session || this.stageNow !== 'ringing') return;
    const options: AnswerOptions = {
      mediaStream: await this.microphone(),
      pcConfig: { iceServers: this.iceServers },
    };
    if (this.session === session && session.isInProgress()) session.answer(options);
  }

  async call(target: string): Promise<void> {
    if (!this.agent || this.session) return;
    const mediaStream = await this.microphone();
    const session = this.agent.call(target, { mediaStream, pcConfig: { iceServers: this.iceServers } });
    this.follow(session);
    this.become('dialing');
  }

  /** Ends or declines: the switch hears it even when the rest of the page has lost its server. */
  clear(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate({ status_code: 486 });
  }

  mute(on: boolean): void {
    if (on) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  tone(digits: string): void {
    const session = this.session;
    for (const digit of digits) {
      const now = performance.now();
      const at = Math.max(now, this.nextKeyAt);
      this.nextKeyAt = at + KEY_TAKES;
      window.setTimeout(() => {
        if (session && !session.isEnded()) session.sendDTMF(digit, { transportType: 'RFC2833' as never });
      }, at - now);
    }
  }

  /** Takes another microphone into the running call. */
  async useTrack(track: MediaStreamTrack): Promise<void> {
    const sender = this.session?.connection?.getSenders().find((one) => one.track?.kind === 'audio');
    await sender?.replaceTrack(track);
  }

  /** Packets received so far; null without a call. */
  async packets(): Promise<number | null> {
    const stats = await this.session?.connection?.getStats();
    let found: number | null = null;
    stats?.forEach((one: { type: string; kind?: string; packetsReceived?: number }) => {
      if (one.type === 'inbound-rtp' && one.kind === 'audio') found = one.packetsReceived ?? 0;
    });
    return found;
  }

  private incoming(session: RTCSession, request: IncomingRequest): void {
    if (this.session && !this.session.isEnded()) {
      if (request.getHeader(RESUMES) === undefined) return void session.terminate({ status_code: 486 });
      this.forgetCall();
    }
    const asked = AUTO_CALL_INFO.test(request.getHeader('Call-Info') ?? '');
    const automatic = asked || AUTO_HEADERS.some((name) => request.getHeader(name) !== undefined);
    this.follow(session);
    this.become('ringing', automatic, request.getHeader(WATCHES) !== undefined);
    if (automatic) void this.answer();
  }

  /** The switch calls again for the call that runs here: its end of the old one is gone, and could not say so. */
  private forgetCall(): void {
    const old = this.session;
    window.clearTimeout(this.mediaTimer);
    this.session = null;
    old?.terminate();
  }

  private follow(session: RTCSession): void {
    this.session = session;
    session.on('peerconnection', (event: { peerconnection: RTCPeerConnection }) =>
      this.listen(event.peerconnection),
    );
    if (session.connection) this.listen(session.connection);
    session.on('accepted', () => this.become('connected'));
    session.on('confirmed', () => this.become('connected'));
    session.on('progress', (event: { originator: string }) => {
      if (event.originator === 'remote') this.events.alerting?.();
    });
    session.on('ended', (event: EndEvent) => this.over(session, event));
    session.on('failed', (event: EndEvent) => this.over(session, event));
  }

  private listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', (event) =>
      this.events.remote(event.streams[0] ?? new MediaStream([event.track])),
    );
    connection.addEventListener('iceconnectionstatechange', () => {
      window.clearTimeout(this.mediaTimer);
      const state = connection.iceConnectionState;
      this.events.flows?.(state === 'connected' || state === 'completed');
      if (state === 'failed') void this.renewMedia();
      if (state === 'disconnected') {
        this.mediaTimer = window.setTimeout(() => void this.renewMedia(), MEDIA_LOST_AFTER);
      }
    });
  }

  /** The switch learns the new line of a call that went on meanwhile, or could not say its end over it. */
  private lineBack(registers: boolean): void {
    const state = this.session?.connection?.iceConnectionState;
    if (state !== 'connected' && state !== 'completed') this.renewMedia();
    else if (registers && this.session?.isEstablished()) this.session.renegotiate();
  }

  /** New network paths for the running call (ICE restart), when the old ones died. */
  private renewMedia(): void {
    const session = this.session;
    const state = session?.connection?.iceConnectionState;
    if (!session?.isEstablished() || !state || state === 'connected' || state === 'completed') return;
    session.renegotiate({ rtcOfferConstraints: { iceRestart: true } });
  }

  private over(session: RTCSession, { originator, cause, message }: EndEvent): void {
    if (this.session !== session) return;
    window.clearTimeout(this.mediaTimer);
    this.session = null;
    this.events.remote(null);
    this.events.flows?.(false);
    this.become('none');
    const code = message && 'status_code' in message ? Number(message.status_code) : 0;
    this.events.ended(cause, { originator: originator as HowEnded['originator'], code });
  }

  private become(stage: CallStage, automatic = false, watches = false): void {
    this.stageNow = stage;
    this.events.call(stage, automatic, watches);
  }

  private registers(state: Registration, again = false): void {
    this.tries = state === 'registered' ? 0 : this.tries + (again ? 1 : 0);
    this.events.registration(state, this.tries);
  }
}

function socketUrl(path: string): string {
  if (/^wss?:/.test(path)) return path;
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}
