import ELK, { type ELK as Elk } from 'elkjs/lib/elk-api';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { onUnmounted, shallowRef, watch, type ShallowRef } from 'vue';

import { exitsOf, inOrder, type Flow } from '../model/flow';
import { graphOf, NOWHERE, placedBy, type Placed } from '../model/layout';
import type { Shapes } from '../model/shapes';

/** What the places depend on; typing in a field moves nothing. */
function outlineOf(flow: Flow, shapes: Shapes): string {
  const nodes = Object.entries(flow.nodes).map(([id, node]) => [
    id,
    exitsOf(node, shapes.get(node.type)).map((exit) => [exit.id, exit.to]),
    id in flow.notes,
  ]);
  return JSON.stringify([flow.start, nodes]);
}

/** Places that are always up to date, worked out aside from the page. */
export function useLayout(flow: () => Flow, shapes: () => Shapes): ShallowRef<Placed> {
  const placed = shallowRef<Placed>(NOWHERE);
  const elk: Elk = new ELK({ workerFactory: () => new Worker(workerUrl) });
  let asked = 0;
  watch(
    () => outlineOf(flow(), shapes()),
    async () => {
      const mine = (asked += 1);
      const graph = graphOf(flow(), shapes(), inOrder(flow(), shapes()));
      const answer = await elk.layout(graph);
      if (mine === asked) placed.value = placedBy(answer);
    },
    { immediate: true },
  );
  onUnmounted(() => elk.terminateWorker());
  return placed;
}
