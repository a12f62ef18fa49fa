import { computed, type ComputedRef } from 'vue';

import { askedOf, type Asked } from '../model/asked';
import { textOf } from '../model/flow';
import { useEditor } from '../useEditor';
import { useRows } from '../useThings';

const THINGS: Readonly<Record<string, readonly [kind: string, thing: string, request: string]>> = {
  http: ['http-services', 'service_id', 'request'],
  query: ['data-sources', 'source_id', 'query'],
  write: ['data-sources', 'source_id', 'query'],
};

/** What the service or source that a node names may be asked. */
export function useAsked(nodeId: () => string): ComputedRef<Asked> {
  const editor = useEditor();
  const node = computed(() => editor.flow.value.nodes[nodeId()]);
  const things = useRows(() => THINGS[node.value?.type ?? '']?.[0] ?? '');
  return computed(() => {
    const type = node.value?.type ?? '';
    const [, thing = '', request = ''] = THINGS[type] ?? [];
    const named = things.value.find(({ id }) => id === node.value?.[thing]);
    return askedOf(type, named, textOf(node.value?.[request]));
  });
}
