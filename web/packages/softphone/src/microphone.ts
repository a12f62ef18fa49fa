/** Ways a microphone can fail; each has one sentence on the screen. */
export type MicrophoneProblem = 'denied' | 'missing' | 'in_use' | 'insecure' | 'unplugged' | 'failed';

export class MicrophoneFailed extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(problem);
    this.name = 'MicrophoneFailed';
  }
}

const BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

export const problemOf = (error: unknown): MicrophoneProblem =>
  (error instanceof Error && BY_NAME[error.name]) || 'failed';

/** Opens the microphone of this label (ids change between computers and days, labels do not). */
export async function openMicrophone(label = ''): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneFailed('insecure');
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const wanted = label ? await deviceOf('audioinput', label) : undefined;
    if (!wanted || stream.getAudioTracks()[0]?.label === wanted.label) return stream;
    stream.getTracks().forEach((track) => track.stop());
    return await navigator.mediaDevices.getUserMedia({
      audio: { ...audio, deviceId: { exact: wanted.deviceId } },
    });
  } catch (error) {
    throw new MicrophoneFailed(problemOf(error));
  }
}

/**
 * What a phone sends that has no microphone in the call. Silence rather than nothing: the switch ends a call
 * from which no packets come.
 */
export function silence(audio: AudioContext): MediaStream {
  return audio.createMediaStreamDestination().stream;
}

export async function devices(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all.filter((one) => one.kind === kind && one.label !== '');
}

export async function deviceOf(kind: MediaDeviceKind, label: string): Promise<MediaDeviceInfo | undefined> {
  return (await devices(kind)).find((one) => one.label === label);
}
