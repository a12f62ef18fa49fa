import { computed, onUnmounted, ref, shallowRef, watch } from 'vue';

import { refusalText } from '../../refusals/say';
import { flowsApi, type Finding } from './api';
import type { Editor } from './useEditor';

const CHECK_AFTER = 500;

/** Everything that is wrong or doubtful, asked anew while one draws. */
export function useCheck(id: () => string, editor: Editor, on: () => boolean) {
  const findings = shallowRef<readonly Finding[]>([]);
  /** Why the last check was not made; empty when it was. */
  const failed = ref('');
  const known = ref(false);
  const waiting = ref(false);
  let timer = 0;
  let asked = 0;
  async function ask(): Promise<void> {
    const mine = (asked += 1);
    try {
      const found = await flowsApi.check(id(), editor.flow.value);
      if (mine !== asked) return;
      [findings.value, failed.value, known.value] = [found, '', true];
    } catch (error) {
      if (mine === asked) failed.value = refusalText(error);
    }
    if (mine === asked) waiting.value = false;
  }
  watch(
    () => [on(), editor.flow.value] as const,
    ([now]) => {
      window.clearTimeout(timer);
      if (!now) return;
      waiting.value = true;
      timer = window.setTimeout(() => void ask(), CHECK_AFTER);
    },
    { immediate: true },
  );
  onUnmounted(() => window.clearTimeout(timer));
  const errors = computed(() => findings.value.filter(({ severity }) => severity === 'error'));
  const warnings = computed(() => findings.value.filter(({ severity }) => severity === 'warning'));
  return { findings, errors, warnings, failed, known, waiting };
}
