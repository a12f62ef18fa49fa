import { defineStore } from 'pinia';
import { ref } from 'vue';

export type Panel = 'caller' | 'colleagues' | 'transfer' | 'keypad' | 'parked' | 'menus' | 'report';
export type Layer =
  | 'palette'
  | 'keys'
  | 'seat'
  | 'phones'
  | 'more'
  | 'person'
  | 'notices'
  | 'leave'
  | 'help'
  | 'messages'
  | null;

const TYPED_WITHIN = 1500;

/** What the agent has open: nothing that arrives changes it. */
export const useDesk = defineStore('desk', () => {
  /** The interaction on the stage; empty shows my day. */
  const onStage = ref('');
  const panel = ref<Panel>('caller');
  const layer = ref<Layer>(null);
  /** A caller was answered while a text was being written: the bar offers Alt+0 instead of jumping. */
  const waitsForLook = ref('');
  const composing = ref(false);
  const typedAt = ref(0);

  const isTyping = () => composing.value || Date.now() - typedAt.value < TYPED_WITHIN;

  function show(interactionId: string): void {
    onStage.value = interactionId;
    if (waitsForLook.value === interactionId) waitsForLook.value = '';
  }

  /** On answer the stage goes to the call, unless a text is being written. */
  function answered(interactionId: string): void {
    if (isTyping() && onStage.value !== '' && onStage.value !== interactionId)
      waitsForLook.value = interactionId;
    else show(interactionId);
  }

  function openPanel(next: Panel): void {
    panel.value = next;
    layer.value = null;
  }

  function toggle(next: Exclude<Layer, null>): void {
    layer.value = layer.value === next ? null : next;
  }

  /** Closes the innermost thing; says whether there was one. Never touches the call. */
  function closeInnermost(): boolean {
    if (layer.value) {
      layer.value = null;
      return true;
    }
    if (panel.value !== 'caller' && panel.value !== 'colleagues') {
      panel.value = 'caller';
      return true;
    }
    return false;
  }

  return {
    onStage,
    panel,
    layer,
    waitsForLook,
    composing,
    typedAt,
    isTyping,
    show,
    answered,
    openPanel,
    toggle,
    closeInnermost,
  };
});
