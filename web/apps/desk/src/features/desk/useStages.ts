import { useLive } from '@lingtong/client';
import { computed, ref, watch } from 'vue';

import { useDesk } from '../../call/desk';

const KEPT = 8;

/** Stages that were opened stay alive, cursor included, as long as their interaction is in hand. */
export function useStages() {
  const live = useLive();
  const desk = useDesk();
  const opened = ref<readonly string[]>([]);

  watch(
    () => desk.onStage,
    (id) => {
      if (id && !opened.value.includes(id)) opened.value = [...opened.value, id].slice(-KEPT);
    },
    { immediate: true },
  );
  const kept = computed(() => opened.value.filter((id) => live.interactions.has(id)));
  return { kept };
}

/** Nothing has it, or something that was hidden: it keeps the focus until the page is drawn again. */
export function isFocusLost(): boolean {
  const now = document.activeElement;
  return now === null || now === document.body || (now instanceof HTMLElement && now.offsetParent === null);
}
