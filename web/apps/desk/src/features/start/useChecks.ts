import { serverClock, tick, useLive } from '@lingtong/client';
import { devices } from '@lingtong/softphone';
import { computed, onMounted, onUnmounted, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';

import { checkedToday } from '../../call/devices';
import { usePhone } from '../../call/phone';
import { sound } from '../../call/sound';

export type CheckState = 'open' | 'good' | 'bad';
export type Checks = ReturnType<typeof useChecks>;

const CLOCK_OFF = 2_000;
const SLOW = 200;

/** The state of each check. A browser phone is not ready before microphone, headset and ringer were tried. */
export function useChecks() {
  const live = useLive();
  const phone = usePhone();
  const { t } = useI18n();
  const inputs = shallowRef<MediaDeviceInfo[]>([]);
  const outputs = shallowRef<MediaDeviceInfo[]>([]);
  const spoke = ref(checkedToday.value);
  const heard = ref({ talk: checkedToday.value, ringer: checkedToday.value });
  const permission = ref('Notification' in window ? Notification.permission : 'denied');

  async function list(): Promise<void> {
    inputs.value = await devices('audioinput');
    outputs.value = await devices('audiooutput');
    await sound.chooseOutputs();
  }

  async function openMicrophone(): Promise<void> {
    await phone.ensureMicrophone().catch(() => undefined);
    await list();
  }

  onMounted(() => {
    void openMicrophone();
    navigator.mediaDevices?.addEventListener('devicechange', list);
  });
  onUnmounted(() => navigator.mediaDevices?.removeEventListener('devicechange', list));

  const microphone = computed<CheckState>(() =>
    phone.problem ? 'bad' : spoke.value && phone.microphone ? 'good' : 'open',
  );
  const notifications = computed<CheckState>(() =>
    permission.value === 'granted' ? 'good' : permission.value === 'denied' ? 'bad' : 'open',
  );
  const network = computed<CheckState>(() => {
    if (live.state !== 'open') return live.state === 'connecting' ? 'open' : 'bad';
    return live.network === null ? 'open' : live.network > SLOW ? 'bad' : 'good';
  });
  const networkSay = computed(() =>
    network.value === 'open'
      ? t('start.network.open')
      : t(`start.network.${network.value}`, { ms: live.network ?? '–' }),
  );
  const off = computed(() => (void tick.value, serverClock.offset.value));
  const clock = computed<CheckState>(() =>
    off.value === null ? 'open' : Math.abs(off.value) > CLOCK_OFF ? 'bad' : 'good',
  );
  const clockSay = computed(() =>
    t(`start.clock.${clock.value}`, { s: Math.round(Math.abs(off.value ?? 0) / 1000) }),
  );

  const passed = computed(
    () =>
      (live.seat?.phone ?? 'browser') !== 'browser' ||
      (microphone.value === 'good' && heard.value.talk && heard.value.ringer),
  );

  async function askNotifications(): Promise<void> {
    permission.value = await Notification.requestPermission();
  }

  return {
    inputs,
    outputs,
    spoke,
    heard,
    microphone,
    notifications,
    network,
    networkSay,
    clock,
    clockSay,
    passed,
    openMicrophone,
    askNotifications,
  };
}
