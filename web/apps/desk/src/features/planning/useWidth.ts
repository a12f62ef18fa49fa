import { onMounted, onUnmounted, ref, type Ref } from 'vue';

const BEFORE_MEASURED = 640;

/** The width of an element in pixels, as it changes. */
export function useWidth(element: Ref<HTMLElement | null>): Ref<number> {
  const width = ref(BEFORE_MEASURED);
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    if (!element.value) return;
    observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) width.value = Math.floor(entry.contentRect.width);
    });
    observer.observe(element.value);
  });
  onUnmounted(() => observer?.disconnect());
  return width;
}
