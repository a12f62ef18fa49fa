import { useQuery } from '@tanstack/vue-query';
import { http, Refused } from '@lingtong/client';
import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';

export interface Thing {
  readonly id: string;
  readonly name: string;
}

export type Row = Readonly<Record<string, unknown>>;

async function fetchThings(kind: string): Promise<readonly Row[]> {
  try {
    const listed = await http.get<readonly Row[] | { items: readonly Row[] }>(`/api/admin/${kind}`);
    return 'items' in listed ? listed.items : listed;
  } catch (error) {
    if (error instanceof Refused && [403, 404].includes(error.status)) return [];
    throw error;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Things of the catalog by which fields are filled; who may not read a kind sees ids. */
export function useThings(kind: () => string) {
  const { locale } = useI18n();
  const query = useQuery({
    queryKey: computed(() => ['flows', 'things', kind()]),
    queryFn: () => fetchThings(kind()),
    enabled: computed(() => kind() !== ''),
    staleTime: 30_000,
  });
  const things = computed<readonly Thing[]>(() =>
    (query.data.value ?? []).map((row) => ({
      id: text(row.id),
      name:
        (!locale.value.startsWith('zh') && text(row.name_en)) ||
        text(row.name) ||
        text(row.title) ||
        text(row.id),
    })),
  );
  return { query, things };
}

/** Names of everything that the nodes on the canvas may name. */
export function useNames(kinds: () => readonly string[]): ComputedRef<ReadonlyMap<string, string>> {
  const { locale } = useI18n();
  const query = useQuery({
    queryKey: computed(() => ['flows', 'names', ...kinds()]),
    queryFn: async () => (await Promise.all(kinds().map(fetchThings))).flat(),
    staleTime: 30_000,
  });
  return computed(
    () =>
      new Map(
        (query.data.value ?? []).map((row) => [
          text(row.id),
          (!locale.value.startsWith('zh') && text(row.name_en)) || text(row.name),
        ]),
      ),
  );
}
