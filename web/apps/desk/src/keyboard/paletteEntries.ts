import { useCenter, useLive, useSession } from '@lingtong/client';
import { type IconName, type Theme, dialable, phone as grouped, theme } from '@lingtong/ui';
import { type Ref, computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';

import { useActs } from '../call/acts';
import { nameOf } from '../call/bar';
import { useDesk } from '../call/desk';
import { matches } from '../call/initials';
import { places } from '../shell/feature';
import { useSignOut } from '../shell/useSignOut';
import { setLocale } from '../shell/words';
import { type KeyAct, chordFor, printed } from './table';

export interface Entry {
  readonly id: string;
  readonly icon: IconName;
  readonly text: string;
  readonly hint: string;
  readonly words: readonly string[];
  readonly why?: string;
  readonly run: () => unknown;
}

const LIMIT = 12;

/** Places, people, queues and commands from memory; a number of five or more digits offers Dial first. */
export function usePaletteEntries(search: Ref<string>) {
  const { t, locale } = useI18n();
  const live = useLive();
  const session = useSession();
  const desk = useDesk();
  const acts = useActs();
  const router = useRouter();
  const { names } = useCenter();
  const { signOut } = useSignOut();
  const english = () => locale.value === 'en';

  const going = computed<Entry[]>(() =>
    places
      .filter((one) => session.isOffered(one.anyOf))
      .map((one) =>
        entry(
          one.to,
          'out',
          t('keyboard.palette.go', { place: t(one.words) }),
          '',
          () => router.push(one.to),
          [t(one.words), one.to],
        ),
      ),
  );

  const people = computed<Entry[]>(() =>
    [...live.agents.values()]
      .filter((one) => one.agent_id !== session.agentId)
      .map((one) =>
        entry(
          one.agent_id,
          'me',
          one.name,
          `${one.agent_number} · ${t(`call.seat.${one.state}`)}`,
          () => void acts.dial(one.agent_number),
          [one.name, one.agent_number],
        ),
      ),
  );

  const queues = computed<Entry[]>(() =>
    (names.value?.queues ?? []).map((one) => {
      const waiting = live.queues.get(one.id)?.waiting ?? 0;
      const hint = t('keyboard.palette.waiting', { n: waiting });
      return {
        ...entry(one.id, 'queue', nameOf(one, english()), hint, () => desk.openPanel('transfer'), [
          one.name,
          one.name_en,
          one.number,
        ]),
        why: acts.can('consult') ? undefined : t('keyboard.palette.transfer_first'),
      };
    }),
  );

  const command = (act: KeyAct, icon: IconName, run: () => unknown): Entry =>
    entry(act, icon, t(`keyboard.act.${act}`), printed(chordFor(act)), run, [t(`keyboard.act.${act}`), act]);

  const commands = computed<Entry[]>(() => [
    command('ready', 'complete', acts.ready),
    command('seat_menu', 'me', () => (desk.layer = 'seat')),
    command('keypad', 'keypad', () => desk.openPanel('keypad')),
    command('help', 'help', acts.help),
    command('messages', 'message', () => (desk.layer = 'messages')),
    command('colleagues', 'me', () => desk.openPanel('colleagues')),
    command('transfer', 'transfer', acts.transfer),
    command('park', 'hold', () => acts.simple('park')),
    command('parked', 'queue', () => desk.openPanel('parked')),
    command('keys', 'help', () => (desk.layer = 'keys')),
    ...(['light', 'dark', 'auto'] as Theme[]).map((one) => plain(`theme_${one}`, () => (theme.value = one))),
    plain('language', () => changeLanguage()),
    plain('sign_out', signOut),
  ]);

  const plain = (name: string, run: () => unknown): Entry =>
    entry(name, 'more', t(`keyboard.palette.${name}`), '', run, [t(`keyboard.palette.${name}`), name]);

  async function changeLanguage(): Promise<void> {
    const next = english() ? 'zh-CN' : 'en';
    setLocale(next);
    await session.setLanguage(next === 'en' ? 'en' : 'zh').catch(() => undefined);
  }

  return computed<readonly Entry[]>(() => {
    const number = dialable(search.value);
    const dial =
      number.length >= 5
        ? [
            entry(
              'dial',
              'phone',
              t('keyboard.palette.dial', { number: grouped(number) }),
              '',
              () => void acts.dial(number),
              [],
            ),
          ]
        : [];
    const all = [...going.value, ...people.value, ...queues.value, ...commands.value];
    return [...dial, ...all.filter((one) => matches(search.value, ...one.words))].slice(0, LIMIT);
  });
}

const entry = (
  id: string,
  icon: IconName,
  text: string,
  hint: string,
  run: () => unknown,
  words: readonly string[],
): Entry => ({ id, icon, text, hint, words, run });
