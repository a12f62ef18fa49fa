import { type Socket, joinLive, useLive, useSession, windowId } from '@lingtong/client';
import { useQueryClient } from '@tanstack/vue-query';
import { onUnmounted, watch } from 'vue';

import { useDesk } from '../call/desk';
import { usePhone } from '../call/phone';
import { useRinging } from '../call/useRinging';

/** Opens the live socket of the shell and lets phone, ringer and stage follow what it says. */
export function useLiveLink(): void {
  const live = useLive();
  const session = useSession();
  const phone = usePhone();
  const desk = useDesk();
  const socket: Socket = joinLive(useQueryClient(), () => (session.expired = session.user !== null));
  socket.open(windowId());
  useRinging();

  watch(
    () => [live.greeted, live.seat?.state, live.seat?.phone_window, live.seat?.phone] as const,
    ([greeted]) => greeted && void phone.follow(),
  );
  watch(
    () => live.wasLostFor,
    (seconds) => {
      if (seconds === null || seconds < 5) return;
      live.say('link.back', { s: String(seconds) });
      live.wasLostFor = null;
    },
  );
  watch(
    () => session.expired,
    (expired, before) => before && !expired && socket.open(windowId()),
  );
  watch(
    () => live.lastGone,
    (gone) => {
      if (gone && desk.onStage === gone.interaction_id) desk.onStage = '';
      if (gone && desk.waitsForLook === gone.interaction_id) desk.waitsForLook = '';
    },
  );
  onUnmounted(() => {
    socket.close();
    phone.drop();
  });
}
