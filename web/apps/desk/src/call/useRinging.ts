import { type InteractionView, useLive } from '@lingtong/client';
import { nextTick, onUnmounted, watch } from 'vue';

import { perform } from '../keyboard/registry';
import { i18n } from '../shell/words';
import { nameOf } from './bar';
import { useCurrent } from './current';
import { useDesk } from './desk';
import { who } from './identity';
import { usePhone } from './phone';
import { sound } from './sound';

const queueOf = (one: InteractionView) =>
  nameOf({ name: one.queue_name, name_en: one.queue_name_en }, i18n.global.locale.value === 'en');

const TITLE = '灵通 Lingtong';

/** A ring reaches a human: speaker, headset, title, icon, notification; all end in the same turn as the ring. */
export function useRinging(): void {
  const { current } = useCurrent();
  const phone = usePhone();
  const desk = useDesk();
  const live = useLive();
  let notification: Notification | null = null;

  function begin(): void {
    const one = current.value;
    if (!one) return;
    if (phone.where !== 'elsewhere') sound.ring(one.direction === 'internal' ? 'direct' : 'queue');
    const line = `${who(one)} · ${queueOf(one) || one.place}`;
    document.title = `☎ ${i18n.global.t('call.incoming')} ${line}`;
    icon('/favicon-ring.svg');
    if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted') return;
    notification = new Notification(i18n.global.t('call.incoming'), {
      body: line,
      tag: one.interaction_id,
      requireInteraction: true,
    });
    notification.onclick = () => window.focus();
  }

  function end(): void {
    sound.silence();
    document.title = TITLE;
    icon('/favicon.svg');
    notification?.close();
    notification = null;
  }

  const rings = () => (current.value?.state === 'ringing' ? current.value.interaction_id : '');
  watch(rings, (id) => (id ? begin() : end()), { immediate: true });

  /** Ring to talk, or dialing to talk: the stage follows, unless a text is being written. */
  watch(
    () => [current.value?.interaction_id ?? '', current.value?.state ?? ''] as const,
    ([id, state], [idBefore, before]) => {
      const answered =
        state === 'talking' && (id !== idBefore || before === 'ringing' || before === 'dialing');
      if (!answered) return;
      desk.answered(id);
      if (document.activeElement === document.body) void nextTick(() => perform('notes'));
    },
  );
  // After a reload the desk returns to the call that goes on.
  watch(
    () => live.greeted,
    (greeted) =>
      greeted && current.value && desk.onStage === '' && !rings() && desk.show(current.value.interaction_id),
  );
  onUnmounted(end);
}

function icon(path: string): void {
  document.querySelector('link[rel=icon]')?.setAttribute('href', path);
}
