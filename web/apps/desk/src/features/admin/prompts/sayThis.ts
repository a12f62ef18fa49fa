import { postForSound } from '@lingtong/client';

/** Has a text spoken and plays it; ends when it begins to be heard. */
export async function heardFrom(asked: {
  text: string;
  language: string;
  service_id: string;
}): Promise<void> {
  const sound = await postForSound('/api/admin/speech/say', asked);
  const context = new AudioContext();
  const buffer = await context.decodeAudioData(sound);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.addEventListener('ended', () => void context.close());
  source.start();
}
