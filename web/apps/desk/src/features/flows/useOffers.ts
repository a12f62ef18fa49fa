import { useQuery } from '@tanstack/vue-query';
import type { Offer } from '@lingtong/client';
import { computed, type ComputedRef, type Ref } from 'vue';

import { flowsApi } from './api';
import { textOf } from './model/flow';
import { useEditor } from './useEditor';

const NONE: readonly Offer[] = [];

export interface NodeOffers {
  readonly error: Ref<unknown>;
  readonly again: () => unknown;
  /** What may be asked of whom this node asks; null where nobody is chosen yet, or who is chosen is gone. */
  readonly list: ComputedRef<readonly Offer[] | null>;
  /** What this node asks. */
  readonly offer: ComputedRef<Offer | null>;
}

/** What the service or source that a node names may be asked, from what is kept with it. */
export function useOffers(nodeId: () => string): NodeOffers {
  const editor = useEditor();
  const query = useQuery({
    queryKey: ['flows', 'offers'],
    queryFn: ({ signal }) => flowsApi.offers(signal),
    staleTime: 30_000,
  });
  const node = computed(() => editor.flow.value.nodes[nodeId()]);
  const fields = computed(() => editor.shapes.value.get(node.value?.type ?? '')?.fields ?? []);
  const valueOf = (...kinds: string[]): string => {
    const field = fields.value.find(({ kind }) => kinds.includes(kind));
    return field ? textOf(node.value?.[field.name]) : '';
  };
  const list = computed(() => {
    const writes = fields.value.some(({ kind }) => kind === 'write');
    const whole = query.data.value?.find(({ id }) => id === valueOf('service', 'source'));
    return whole ? whole.offers.filter((one) => one.writes === writes) : null;
  });
  const asked = computed(() => valueOf('request', 'write'));
  const offer = computed(() => (list.value ?? NONE).find(({ name }) => name === asked.value) ?? null);
  return { list, offer, error: query.error, again: query.refetch };
}
