import { Output, type Timbre, deviceOf } from '@lingtong/softphone';
import { ref } from 'vue';

import { chosen } from './devices';

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Two outputs that are never mixed up: the ringer (speaker) and the talk (headset). */
class DeskSound {
  readonly unlocked = ref(false);
  /** Chosen outputs that are not plugged in now: the next best is used, and said. */
  readonly missing = ref<readonly ('talk' | 'ringer')[]>([]);
  private ringer: Output | null = null;
  private talk: Output | null = null;
  private context: AudioContext | null = null;
  private readonly voice = typeof Audio === 'undefined' ? null : (new Audio() as Sinkable);
  private stops: (() => void)[] = [];

  get audio(): AudioContext {
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    return this.context;
  }

  async unlock(): Promise<boolean> {
    this.ringer ??= new Output(this.audio);
    this.talk ??= new Output(this.audio);
    await this.chooseOutputs();
    this.unlocked.value = (await this.ringer.unlock()) && (await this.talk.unlock());
    return this.unlocked.value;
  }

  async chooseOutputs(): Promise<void> {
    const missing: ('talk' | 'ringer')[] = [];
    const find = async (role: 'talk' | 'ringer') => {
      const label = chosen.value[role];
      const device = label ? await deviceOf('audiooutput', label) : undefined;
      if (label && !device) missing.push(role);
      return device?.deviceId ?? '';
    };
    const [talk, ringer] = [await find('talk'), await find('ringer')];
    this.missing.value = missing;
    await this.ringer?.use(ringer).catch(() => undefined);
    await this.talk?.use(talk).catch(() => undefined);
    await this.voice?.setSinkId?.(talk).catch(() => undefined);
  }

  hear(stream: MediaStream | null): void {
    if (!this.voice) return;
    this.voice.srcObject = stream;
    if (stream) void this.voice.play().catch(() => (this.unlocked.value = false));
  }

  ring(timbre: Timbre): void {
    this.silence();
    if (!this.ringer || !this.talk) return;
    const loudness = chosen.value.loudness;
    this.stops.push(this.ringer.ring(timbre, loudness));
    const oneDevice = chosen.value.talk === chosen.value.ringer;
    if (!oneDevice) this.stops.push(this.talk.ring(timbre, loudness, true));
  }

  silence(): void {
    this.stops.splice(0).forEach((stop) => stop());
  }

  /** Tests of `/start`. */
  try(role: 'talk' | 'ringer'): void {
    if (role === 'talk') this.talk?.tick(660, 0.4, 0.4);
    else {
      this.ring('queue');
      window.setTimeout(() => this.silence(), 2_400);
    }
  }

  tick(): void {
    this.talk?.tick();
  }

  /** On the speaker: somebody must act. */
  async alarm(): Promise<void> {
    if (this.ringer || (await this.unlock())) this.ringer?.tick(880, 0.35, chosen.value.loudness);
  }

  beforeAutoAnswer(): void {
    this.talk?.tick(740, 0.3, 0.3);
  }
}

export const sound = new DeskSound();
