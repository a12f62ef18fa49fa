import { onMounted, onUnmounted } from 'vue';

import type { Editor } from './useEditor';

interface Hands {
  readonly editor: Editor;
  readonly ask: () => void;
  readonly form: () => void;
  readonly find: () => void;
  readonly save: () => void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role=log]') !== null;

/** Undo, redo, copy, cut, paste and search for the whole page; single letters only on the canvas. */
export function useFlowKeys({ editor, ask, form, find, save }: Hands): void {
  function withControl(event: KeyboardEvent): (() => void) | undefined {
    const key = event.key.toLowerCase();
    if (key === 'f') return find;
    if (key === 's') return save;
    if (isTyping(event.target)) return undefined;
    if (key === 'z') return event.shiftKey ? editor.redo : editor.undo;
    if (key === 'y') return editor.redo;
    if (key === 'a') return () => editor.choose(...Object.keys(editor.flow.value.nodes));
    return undefined;
  }

  function press(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const onCanvas = event.target instanceof Element && event.target.closest('.canvas') !== null;
    const alone: Record<string, () => void> = { n: ask, Insert: ask, Enter: form, '/': find };
    const act =
      event.ctrlKey || event.metaKey
        ? withControl(event)
        : onCanvas && !isTyping(event.target)
          ? alone[event.key]
          : undefined;
    if (!act || (event.key === 'Enter' && editor.current.value === '')) return;
    event.preventDefault();
    act();
  }

  const isOurs = (event: ClipboardEvent): boolean =>
    !isTyping(event.target) && (window.getSelection()?.toString() ?? '') === '';
  function copy(event: ClipboardEvent): void {
    if (!isOurs(event) || editor.chosen.value.length === 0) return;
    event.clipboardData?.setData('text/plain', editor.copy());
    event.preventDefault();
    if (event.type === 'cut' && !editor.locked.value) editor.remove();
  }
  function paste(event: ClipboardEvent): void {
    if (!isTyping(event.target) && editor.paste(event.clipboardData?.getData('text/plain') ?? ''))
      event.preventDefault();
  }

  onMounted(() => {
    document.addEventListener('keydown', press);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
  });
  onUnmounted(() => {
    document.removeEventListener('keydown', press);
    document.removeEventListener('copy', copy);
    document.removeEventListener('cut', copy);
    document.removeEventListener('paste', paste);
  });
}
