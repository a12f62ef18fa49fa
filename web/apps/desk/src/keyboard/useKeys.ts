import { onMounted, onUnmounted } from 'vue';
import { useRouter } from 'vue-router';

import { useActs } from '../call/acts';
import { useCurrent } from '../call/current';
import { useDesk } from '../call/desk';
import { AltWitness, meant } from './guard';
import { perform, useKey } from './registry';
import { ACT_OF, type KeyAct } from './table';

const STAYS_WITH_COMBOBOX: readonly KeyAct[] = ['next', 'previous'];

/** The only key listener of the desk, in the capture phase, before any field sees the key. */
export function useKeys(): void {
  const desk = useDesk();
  const alt = new AltWitness();
  bindActs();

  function onDown(event: KeyboardEvent): void {
    alt.see(event);
    if (isText(event.target) && event.key.length === 1 && !event.ctrlKey && !event.altKey)
      desk.typedAt = Date.now();
    const chord = meant(event, alt);
    const act = chord === null ? undefined : ACT_OF.get(chord);
    if (!act || (STAYS_WITH_COMBOBOX.includes(act) && isCombobox(event.target))) return;
    if (perform(act)) event.preventDefault();
  }

  const onUp = (event: KeyboardEvent) => alt.see(event);
  const onBlur = () => alt.forget();
  const composes = () => (desk.composing = true);
  const composed = () => {
    desk.composing = false;
    desk.typedAt = Date.now();
  };

  onMounted(() => {
    window.addEventListener('keydown', onDown, true);
    window.addEventListener('keyup', onUp, true);
    window.addEventListener('blur', onBlur);
    window.addEventListener('compositionstart', composes, true);
    window.addEventListener('compositionend', composed, true);
  });
  onUnmounted(() => {
    window.removeEventListener('keydown', onDown, true);
    window.removeEventListener('keyup', onUp, true);
    window.removeEventListener('blur', onBlur);
    window.removeEventListener('compositionstart', composes, true);
    window.removeEventListener('compositionend', composed, true);
  });
}

function bindActs(): void {
  const desk = useDesk();
  const acts = useActs();
  const router = useRouter();
  const { current, inHand } = useCurrent();

  useKey('answer', acts.answer);
  useKey('decline', () => acts.simple('decline'));
  useKey('hold', acts.holdOrRetrieve);
  useKey('park', () => acts.simple('park'));
  useKey('mute', acts.mute);
  useKey('transfer', acts.transfer);
  useKey('end_consult', () => acts.simple('end_consult'));
  useKey('clear', () => acts.clear(true));
  useKey('ready', acts.ready);
  useKey('seat_menu', () => desk.toggle('seat'));
  useKey('help', acts.help);
  useKey('messages', () => desk.toggle('messages'));
  useKey('palette', () => desk.toggle('palette'));
  useKey('keys', () => desk.toggle('keys'));
  useKey('close', () => desk.closeInnermost());
  useKey('live_call', () => showOnDesk(current.value?.interaction_id));
  useKey('next', () => step(1));
  useKey('previous', () => step(-1));

  function showOnDesk(id: string | undefined): boolean {
    if (!id) return false;
    desk.show(id);
    void router.push('/desk');
    return true;
  }

  function step(by: number): boolean {
    const ids = inHand.value.map((one) => one.interaction_id);
    const at = ids.indexOf(desk.onStage);
    return showOnDesk(ids[(at + by + ids.length) % Math.max(1, ids.length)]);
  }
}

const isText = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const isCombobox = (target: EventTarget | null) =>
  target instanceof HTMLSelectElement ||
  (target instanceof Element && target.getAttribute('role') === 'combobox');
