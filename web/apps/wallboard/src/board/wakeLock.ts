import { onMounted, onUnmounted, ref } from 'vue';

/** Keeps the screen from sleeping. The browser drops the lock with every hidden moment: it is taken again. */
export function useWakeLock() {
  const awake = ref(false);
  let lock: WakeLockSentinel | null = null;

  async function take(): Promise<void> {
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      awake.value = true;
      lock.addEventListener('release', () => (awake.value = false));
    } catch {
      awake.value = false;
    }
  }

  const again = (): void => void take();
  onMounted(() => {
    document.addEventListener('visibilitychange', again);
    again();
  });
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  });
  return awake;
}
