import { useSession } from '@lingtong/client';
import { createRouter, createWebHistory } from 'vue-router';

import { checkedToday } from '../call/devices';
import { features, rail } from './feature';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./NotFound.vue') }, // the guard knows the first place
    ...features.flatMap((one) => one.routes),
    { path: '/:rest(.*)*', component: () => import('./NotFound.vue'), meta: { title: 'shell.notFound' } },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (to.meta.public) return true;
  if (!session.known) await session.load().catch(() => undefined);
  if (!session.user) return { path: '/login', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
  if (to.path === '/') return { path: firstPlace(), replace: true };
  const wanted = to.meta.anyOf;
  if (wanted && !wanted.some((one) => session.may(one))) return { path: '/not-yours', replace: true };
  return true;
});

export function firstPlace(): string {
  const session = useSession();
  if (session.takesCalls) return checkedToday.value ? '/desk' : '/start';
  const open = rail.find((one) => session.isOffered(one.anyOf));
  if (!open && session.may('wallboard.view')) location.assign('/wallboard');
  return open?.to ?? '/not-yours';
}
