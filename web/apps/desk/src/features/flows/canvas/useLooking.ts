import { getRectOfNodes, type VueFlowStore } from '@vue-flow/core';
import { nextTick, watch, type Ref } from 'vue';

import type { Placed } from '../model/layout';
import { useEditor } from '../useEditor';

const MOST_ZOOM = 1;
const READABLE = 0.7;

/** Where one looks: the whole flow or its beginning at first, then whatever is wanted and not in view. */
export function useLooking(
  view: VueFlowStore,
  box: Readonly<Ref<HTMLElement | undefined>>,
  placed: Readonly<Ref<Placed>>,
  quiet: () => boolean,
) {
  const editor = useEditor();
  const fit = (): void => void view.fitView({ padding: 0.12, maxZoom: MOST_ZOOM, duration: 0 });

  /** A flow that does not fit begins at its top, in a size that can be read. */
  async function first(): Promise<void> {
    await nextTick();
    const start = view.findNode(editor.flow.value.start);
    const { clientWidth: across = 900, clientHeight: height = 600 } = box.value ?? {};
    const bounds = getRectOfNodes(view.nodes.value);
    const fits = Math.min(across / bounds.width, height / bounds.height) >= 0.6;
    if (fits || !start || quiet()) return void (await view.fitView({ padding: 0.08, maxZoom: MOST_ZOOM }));
    const [x, y] = [start.position.x + (start.dimensions.width || 224) / 2, start.position.y];
    await view.setCenter(x, y + height / 2 / READABLE - 40, { zoom: READABLE });
  }

  function show(id: string): void {
    const found = view.findNode(id);
    if (!found) return;
    const { zoom } = view.getViewport();
    const { width, height } = found.dimensions;
    void view.setCenter(found.position.x + (width || 224) / 2, found.position.y + (height || 112) / 2, {
      zoom: Math.max(zoom, READABLE),
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
    });
  }

  let shown = false;
  view.onNodesInitialized(async () => {
    if (shown) return;
    shown = true;
    await first();
  });
  let pending = '';
  watch(
    () => editor.wanted.value,
    ({ id }) => {
      pending = id;
      if (placed.value.nodes.has(id)) void nextTick(() => isOutside(id) && show(id));
    },
  );
  watch(placed, () => {
    void nextTick(() => view.updateNodeInternals()); // exits come and go, and their places with them
    const id = pending;
    if (id) void nextTick(() => isOutside(id) && show(id));
    pending = '';
  });

  function isOutside(id: string): boolean {
    const card = box.value?.querySelector(`[data-node="${CSS.escape(id)}"]`)?.getBoundingClientRect();
    const frame = box.value?.getBoundingClientRect();
    if (!card || !frame) return true;
    return (
      card.top < frame.top || card.bottom > frame.bottom || card.left < frame.left || card.right > frame.right
    );
  }

  return { fit, show, zoomIn: view.zoomIn, zoomOut: view.zoomOut };
}
