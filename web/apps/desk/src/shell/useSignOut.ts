import { useLive, useSession } from '@lingtong/client';
import { useRouter } from 'vue-router';

import { useActs } from '../call/acts';
import { forgetLocalCopies } from '../drafts/local';

export function useSignOut() {
  const session = useSession();
  const live = useLive();
  const acts = useActs();
  const router = useRouter();

  async function signOut(): Promise<void> {
    if (live.seat && live.seat.state !== 'logged_out' && (await acts.ask({ do: 'log_out' })) === null) return;
    await session.signOut();
    await forgetLocalCopies();
    await router.replace('/login');
  }

  return { signOut };
}
