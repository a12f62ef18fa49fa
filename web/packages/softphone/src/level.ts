/** Loudness of a stream in dBFS, measured when asked. */
export class Meter {
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly source: MediaStreamAudioSourceNode;

  constructor(context: AudioContext, stream: MediaStream) {
    this.source = context.createMediaStreamSource(stream);
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(new ArrayBuffer(this.analyser.fftSize * 4));
    this.source.connect(this.analyser);
  }

  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    return dbfs(this.samples);
  }

  stop(): void {
    this.source.disconnect();
  }
}

export function dbfs(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2;
  const root = Math.sqrt(sum / Math.max(1, samples.length));
  return root > 0 ? Math.max(-100, 20 * Math.log10(root)) : -100;
}

export type SpeechProblem = 'silent' | 'muted_speaking' | 'no_sound';

interface Heard {
  /** Seconds since the watch began. */
  readonly at: number;
  readonly mine: number;
  readonly theirs: number;
  readonly muted: boolean;
  /** Whether packets of the other side came since the last look. */
  readonly packets: boolean;
}

const SILENT = -60;
const SPEECH = -42;

/** Watches a talk for a dead microphone, for speaking while muted, and for a line without packets. */
export class SpeechWatch {
  private silentFor = 0;
  private noPacketsFor = 0;
  private spokenMuted = 0;
  private last: number | null = null;

  look(heard: Heard): SpeechProblem | null {
    const step = this.last === null ? 0 : heard.at - this.last;
    this.last = heard.at;
    // Only while the customer speaks: a silent agent who listens is no fault, a silent room at -60 is.
    if (heard.mine > SILENT || heard.muted) this.silentFor = 0;
    else if (heard.theirs > SPEECH) this.silentFor += step;
    this.noPacketsFor = heard.packets ? 0 : this.noPacketsFor + step;
    this.spokenMuted = heard.muted ? (heard.mine > SPEECH ? this.spokenMuted + step : this.spokenMuted) : 0;
    if (this.noPacketsFor >= 10) return 'no_sound';
    if (this.silentFor >= 8) return 'silent';
    return this.spokenMuted >= 1 ? 'muted_speaking' : null;
  }
}
