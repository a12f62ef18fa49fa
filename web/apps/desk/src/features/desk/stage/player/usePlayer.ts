import type { Peaks } from '@lingtong/client';
import { computed, ref, watch, type Ref } from 'vue';

import { silentUntil } from './silence';
import { speed } from '../wave';

/** What a player does with its sound: play, seek, loop between A and B, pass over silence. */
export function usePlayer(
  audio: Ref<HTMLAudioElement | undefined>,
  length: Ref<number>,
  peaks: Ref<Peaks | undefined>,
) {
  const at = ref(0);
  const playing = ref(false);
  const failed = ref(false);
  const loop = ref<{ a: number; b: number | null } | null>(null);
  const skips = ref(localStorage.getItem(SKIPS) === '1');
  watch(skips, (on) => localStorage.setItem(SKIPS, on ? '1' : '0'));
  watch(speed, (now) => audio.value && (audio.value.playbackRate = now));

  async function play(): Promise<void> {
    if (!audio.value) return;
    failed.value = false;
    audio.value.playbackRate = speed.value;
    audio.value.preservesPitch = true;
    await audio.value.play().catch(() => (failed.value = true));
  }

  const toggle = (): void => void (audio.value?.paused ? play() : audio.value?.pause());

  function seek(seconds: number): void {
    if (!audio.value) return;
    audio.value.currentTime = Math.min(length.value, Math.max(0, seconds));
    at.value = audio.value.currentTime;
  }

  /** First press: from here. Second: to here. Third: no more. */
  function mark(): void {
    if (!loop.value) loop.value = { a: at.value, b: null };
    else if (loop.value.b === null && at.value > loop.value.a + 0.3)
      loop.value = { a: loop.value.a, b: at.value };
    else loop.value = null;
  }

  function moved(): void {
    if (!audio.value) return;
    at.value = audio.value.currentTime;
    const bounds = loop.value;
    if (bounds?.b && at.value >= bounds.b) return seek(bounds.a);
    if (skips.value && playing.value && peaks.value) {
      const next = silentUntil(peaks.value, at.value);
      if (next > at.value) seek(next);
    }
  }

  const share = computed(() => (length.value ? at.value / length.value : 0));
  return { at, playing, failed, loop, skips, share, play, toggle, seek, mark, moved };
}

const SKIPS = 'lingtong.player.skips';
