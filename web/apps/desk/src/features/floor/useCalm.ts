import { onUnmounted, shallowRef, watch, type ShallowRef } from 'vue';

const EVERY = 2_000;

/** A value that changes every two seconds at most: digits that run faster cannot be read. */
export function useCalm<Value>(read: () => Value): Readonly<ShallowRef<Value>> {
  const calm = shallowRef(read());
  let last = 0;
  let timer = 0;

  function take(): void {
    timer = 0;
    last = Date.now();
    calm.value = read();
  }

  watch(read, () => {
    if (timer) return;
    const rest = last + EVERY - Date.now();
    if (rest <= 0) take();
    else timer = window.setTimeout(take, rest);
  });
  onUnmounted(() => window.clearTimeout(timer));
  return calm;
}
