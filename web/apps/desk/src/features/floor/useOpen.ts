import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export interface Opened {
  readonly kind: 'agent' | 'queue' | 'menu';
  readonly id: string;
}

/** Pure: `agent:1` → what the drawer shows. */
export function openedOf(text: unknown): Opened | null {
  const [, kind, id] = /^(agent|queue|menu):(.+)$/.exec(String(text ?? '')) ?? [];
  return kind && id ? { kind: kind as Opened['kind'], id } : null;
}

/** What of the board stands in the address: reload, copy and Back keep it. */
export function useOpen() {
  const route = useRoute();
  const router = useRouter();

  const choose = (query: Record<string, string>): void =>
    void router.replace({
      query: Object.fromEntries(Object.entries({ ...route.query, ...query }).filter(([, value]) => value)),
    });
  return {
    route,
    choose,
    opened: computed(() => openedOf(route.query.open)),
    open: (kind: Opened['kind'], id: string): void => choose({ open: `${kind}:${id}` }),
    close: (): void => choose({ open: '' }),
  };
}
