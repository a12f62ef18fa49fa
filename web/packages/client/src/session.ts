import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import { Refused, call, http, useDoors } from './http';

export interface User {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly permissions: readonly string[];
  readonly language: string;
  readonly agent_id: string | null;
  readonly agent_number: string | null;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly totp: boolean;
}

interface Session {
  readonly csrf: string;
  readonly user: User;
}

export interface SignIn {
  tenant?: string;
  login: string;
  password: string;
  totp?: string;
}

/** Who is signed in. `expired` means: the page stays as it is and asks to sign in again, in the call bar. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null);
  const known = ref(false);
  const expired = ref(false);

  function take(session: Session): void {
    useDoors({ csrf: session.csrf });
    user.value = session.user;
    known.value = true;
    expired.value = false;
  }

  async function load(): Promise<void> {
    try {
      take(await call<Session>('GET', '/api/session'));
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      known.value = true;
    }
  }

  async function signIn(who: SignIn): Promise<void> {
    take(await http.post<Session>('/api/session', who));
  }

  async function signOut(): Promise<void> {
    await http.delete('/api/session');
    user.value = null;
  }

  async function setLanguage(language: string): Promise<void> {
    if (user.value) await http.put('/api/session/language', { language });
  }

  const may = (permission: string) => user.value?.permissions.includes(permission) ?? false;
  const agentId = computed(() => user.value?.agent_id ?? '');
  /** Takes calls: has the right, and an agent number for it. */
  const takesCalls = computed(() => may('desk.use') && agentId.value !== '');
  /** Whether a place for any of these rights is offered; the desk only to those who take calls. */
  const isOffered = (anyOf?: readonly string[]) =>
    !anyOf || anyOf.some((one) => (one === 'desk.use' ? takesCalls.value : may(one)));
  useDoors({ onSignedOut: () => (expired.value = user.value !== null) });

  return { user, known, expired, agentId, takesCalls, isOffered, load, signIn, signOut, setLanguage, may };
});
