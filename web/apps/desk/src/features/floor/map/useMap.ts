import { http } from '@lingtong/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';

import type { DrawnMap, Room } from './layouts';

const key = ['floor-map'] as const;

export function useMap() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => http.get<DrawnMap>('/api/floor-map', signal),
  });

  async function save(rooms: readonly Room[], revision: number): Promise<void> {
    queries.setQueryData(key, await http.put<DrawnMap>('/api/floor-map', { rooms, revision }));
  }
  return { query, save };
}
