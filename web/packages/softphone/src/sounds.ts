/** Sounds are made, not loaded. A ring is one looped buffer: a hidden page rings on. */
export type Timbre = 'queue' | 'direct';

const TONES: Readonly<Record<Timbre, readonly number[]>> = { queue: [440, 554], direct: [523, 659] };
const HEADSET = 0.25; // 12 dB below the speaker

type Sinkable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** One output device with an audio graph of its own. */
export class Output {
  readonly element: Sinkable = new Audio() as Sinkable;
  private readonly into: MediaStreamAudioDestinationNode;
  private readonly limiter: DynamicsCompressorNode;

  constructor(private readonly context: AudioContext) {
    this.into = context.createMediaStreamDestination();
    this.limiter = context.createDynamicsCompressor();
    this.limiter.threshold.value = -12;
    this.limiter.ratio.value = 20;
    this.limiter.attack.value = 0.002;
    this.limiter.connect(this.into);
    this.element.srcObject = this.into.stream;
  }

  async use(deviceId: string): Promise<void> {
    if (this.element.setSinkId) await this.element.setSinkId(deviceId);
  }

  /** Sound is refused until a click or an open microphone; then this resolves to false. */
  async unlock(): Promise<boolean> {
    try {
      await this.context.resume();
      await this.element.play();
      return this.context.state === 'running';
    } catch {
      return false;
    }
  }

  /** Rings until the returned function is called: 0.4 s on, 1.6 s off, full loudness at the third burst. */
  ring(timbre: Timbre, loudness: number, isHeadset = false): () => void {
    const source = this.context.createBufferSource();
    source.buffer = burst(this.context, TONES[timbre], 0.4, 2);
    source.loop = true;
    const gain = this.context.createGain();
    const full = loudness * (isHeadset ? HEADSET : 1);
    const from = this.context.currentTime;
    [0.6, 0.8, 1].forEach((part, n) => gain.gain.setValueAtTime(full * part, from + n * 2));
    source.connect(gain).connect(this.limiter);
    source.start();
    return () => {
      gain.gain.cancelScheduledValues(0);
      gain.gain.value = 0;
      source.stop();
      source.disconnect();
    };
  }

  /** A soft tick, or with 0.3 s the tone before an automatic answer. */
  tick(frequency = 880, seconds = 0.04, loudness = 0.12): void {
    const source = this.context.createBufferSource();
    source.buffer = burst(this.context, [frequency], seconds, seconds);
    const gain = this.context.createGain();
    gain.gain.value = loudness;
    source.connect(gain).connect(this.limiter);
    source.start();
  }
}

function burst(context: AudioContext, tones: readonly number[], on: number, length: number): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.ceil(length * rate), rate);
  const samples = buffer.getChannelData(0);
  const sounding = Math.floor(on * rate);
  const edge = Math.min(rate * 0.01, sounding / 4);
  for (let i = 0; i < sounding; i += 1) {
    const fade = Math.min(1, i / edge, (sounding - i) / edge);
    samples[i] =
      (fade * tones.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * i) / rate), 0)) / tones.length;
  }
  return buffer;
}
