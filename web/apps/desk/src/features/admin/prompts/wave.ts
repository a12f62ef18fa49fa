/** The loudest sample of each of so many parts. */
export function peaksOf(samples: Float32Array, parts: number): number[] {
  const size = samples.length / parts;
  return Array.from({ length: parts }, (_, part) => {
    let loudest = 0;
    for (let at = Math.floor(part * size); at < Math.floor((part + 1) * size); at += 1)
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    return loudest;
  });
}

/** A part of a recording, from and to as shares of its length, as WAV: one channel of 16 bits. */
export function encoded(samples: Float32Array, rate: number, from = 0, to = 1): ArrayBuffer {
  const cut = samples.subarray(Math.floor(from * samples.length), Math.ceil(to * samples.length));
  const view = new DataView(new ArrayBuffer(44 + cut.length * 2));
  const write = (at: number, text: string): void =>
    [...text].forEach((sign, more) => view.setUint8(at + more, sign.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, 36 + cut.length * 2, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, cut.length * 2, true);
  cut.forEach((sample, at) => {
    view.setInt16(44 + at * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  });
  return view.buffer;
}

export interface Recorded {
  readonly samples: Float32Array;
  readonly rate: number;
}

/** A sound of any kind that the browser reads, mixed to one channel. */
export async function decoded(data: ArrayBuffer): Promise<Recorded> {
  const context = new AudioContext();
  try {
    const buffer = await context.decodeAudioData(data);
    const samples = new Float32Array(buffer.length);
    for (let channel = 0; channel < buffer.numberOfChannels; channel += 1)
      buffer.getChannelData(channel).forEach((sample, at) => {
        samples[at] = (samples[at] ?? 0) + sample / buffer.numberOfChannels;
      });
    return { samples, rate: buffer.sampleRate };
  } finally {
    await context.close();
  }
}
