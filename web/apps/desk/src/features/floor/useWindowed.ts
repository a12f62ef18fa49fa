import { computed, onMounted, onUnmounted, ref, type Ref } from 'vue';

const BEYOND = 4; // rows drawn above and below what is seen

export interface Windowed {
  readonly first: number;
  readonly last: number;
}

/** Which rows of one height are drawn, when only a part of them is seen. Pure. */
export function windowOf(count: number, rowHeight: number, scrolled: number, height: number): Windowed {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / rowHeight)) - BEYOND);
  return { first, last: Math.min(count, Math.ceil((scrolled + height) / rowHeight) + BEYOND) };
}

/** The rows that are drawn now in the scrolling element `box`. */
export function useWindowed(box: Ref<HTMLElement | undefined>, count: () => number, rowHeight: number) {
  const scrolled = ref(0);
  const height = ref(0);
  const look = (): void => void (scrolled.value = box.value?.scrollTop ?? 0);
  const measure = new ResizeObserver(() => (height.value = box.value?.clientHeight ?? 0));

  onMounted(() => {
    box.value?.addEventListener('scroll', look, { passive: true });
    if (box.value) measure.observe(box.value);
  });
  onUnmounted(() => measure.disconnect());

  /** Scrolls just as far as needed to see this row under a header of `header` pixels. */
  function bring(row: number, header: number): void {
    const element = box.value;
    if (!element) return;
    const top = row * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + rowHeight + header - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
  }

  return { drawn: computed(() => windowOf(count(), rowHeight, scrolled.value, height.value)), bring };
}
