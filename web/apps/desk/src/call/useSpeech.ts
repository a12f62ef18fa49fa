import { Meter, SpeechWatch } from '@lingtong/softphone';
import { onUnmounted, ref, watch } from 'vue';

import { usePhone } from './phone';
import { sound } from './sound';

const EVERY = 100;

/** The loudness of the own microphone ten times a second, and once a second a look at how the talk goes. */
export function useSpeech() {
  const phone = usePhone();
  const level = ref(-100);
  let mine: Meter | null = null;
  let theirs: Meter | null = null;
  let guard = new SpeechWatch();
  let loudest = { mine: -100, theirs: -100 };
  let packets: number | null = null;
  let looks = 0;

  watch(
    () => phone.microphone,
    (stream) => {
      mine?.stop();
      mine = stream ? new Meter(sound.audio, stream) : null;
    },
    { immediate: true },
  );
  watch(
    () => phone.remote,
    (stream) => {
      theirs?.stop();
      theirs = stream ? new Meter(sound.audio, stream) : null;
      guard = new SpeechWatch();
      packets = null;
      phone.speech = null;
    },
    { immediate: true },
  );

  async function look(): Promise<void> {
    const heard = { ...loudest };
    loudest = { mine: -100, theirs: -100 };
    if (phone.stage !== 'connected') return;
    const now = await phone.packets();
    const moved = now === null || packets === null || now > packets;
    packets = now;
    phone.speech = guard.look({ at: Date.now() / 1000, ...heard, muted: phone.muted, packets: moved });
  }

  const timer = window.setInterval(() => {
    level.value = mine?.read() ?? -100;
    loudest = {
      mine: Math.max(loudest.mine, level.value),
      theirs: Math.max(loudest.theirs, theirs?.read() ?? -100),
    };
    looks += 1;
    if (looks % 10 === 0) void look();
  }, EVERY);
  onUnmounted(() => window.clearInterval(timer));

  return { level };
}
