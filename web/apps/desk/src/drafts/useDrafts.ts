import { command, serverClock, useLive } from '@lingtong/client';
import { defineStore } from 'pinia';
import { watch } from 'vue';

import { Draft } from './draft';
import { dropLocally, keepLocally, readLocally } from './local';

/** Drafts belong to the interaction: they outlive stages, states and windows. */
export const useDrafts = defineStore('drafts', () => {
  const live = useLive();
  const drafts = new Map<string, Draft>();

  const surroundings = {
    keep: keepLocally,
    drop: dropLocally,
    save: async (id: string, text: string, disposition: string, revision: number) => {
      await command({
        do: 'save_notes',
        interaction_id: id,
        notes: text,
        disposition_id: disposition,
        revision,
      });
    },
    now: () => serverClock.now() ?? Date.now(),
  };

  function of(id: string): Draft {
    const known = drafts.get(id);
    if (known) return known;
    const draft = new Draft(id, surroundings);
    drafts.set(id, draft);
    const view = live.interactions.get(id);
    if (view) draft.hear(view.notes, view.disposition_id, view.notes_revision);
    void readLocally(id).then(
      (kept) => draft.recover(kept),
      () => undefined,
    );
    return draft;
  }

  watch(
    () => [...live.interactions.values()],
    (views) => {
      for (const view of views)
        drafts.get(view.interaction_id)?.hear(view.notes, view.disposition_id, view.notes_revision);
    },
  );
  /** A change of the call's state saves at once. */
  watch(
    () => [...live.interactions.values()].map((view) => `${view.interaction_id} ${view.state}`).join(),
    () => void flushAll(),
  );

  const flushAll = () => Promise.all([...drafts.values()].map((draft) => draft.flush()));
  document.addEventListener('visibilitychange', () => document.hidden && void flushAll());

  async function close(id: string): Promise<void> {
    await drafts.get(id)?.close();
    drafts.delete(id);
  }

  return { of, close, flushAll };
});
