import { ref, watch } from 'vue';

/** Devices by label, remembered on this computer: ids change, labels do not. */
export interface ChosenDevices {
  microphone: string;
  talk: string;
  ringer: string;
  loudness: number;
}

const KEY = 'lingtong.devices';
const CHECKED_KEY = 'lingtong.checked';

function kept(): ChosenDevices {
  const plain: ChosenDevices = { microphone: '', talk: '', ringer: '', loudness: 0.5 };
  try {
    return { ...plain, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ChosenDevices>) };
  } catch {
    return plain;
  }
}

export const chosen = ref(kept());
watch(chosen, (now) => localStorage.setItem(KEY, JSON.stringify(now)), { deep: true });

/** The pre-shift check holds for one day on one computer. */
export const checkedToday = ref(localStorage.getItem(CHECKED_KEY) === new Date().toDateString());

export function passCheck(): void {
  localStorage.setItem(CHECKED_KEY, new Date().toDateString());
  checkedToday.value = true;
}
