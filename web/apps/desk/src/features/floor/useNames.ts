import { useCenter, useLive } from '@lingtong/client';
import { useI18n } from 'vue-i18n';

/** Names of things in the reader's language. */
export function useNames() {
  const { t, te, locale } = useI18n();
  const live = useLive();
  const { names, reasons, queues, teams } = useCenter();

  const word = (one: { name: string; name_en: string } | undefined): string =>
    one ? (locale.value === 'en' && one.name_en) || one.name : '';
  return {
    names,
    reasons,
    queues,
    teams,
    word,
    reason: (id: string): string => word(reasons.value.get(id)),
    queue: (id: string): string => word(queues.value.get(id) ?? live.queues.get(id)),
    team: (id: string): string => word(teams.value.get(id)),
    /** A node of a flow: what it is, and the name that its author gave it. */
    node: (type: string, name: string): string => {
      const key = `floor.menus.type.${type}`;
      return te(key) && name !== type ? `${t(key)} ${name}` : te(key) ? t(key) : name;
    },
    agent: (id: string): string => live.agents.get(id)?.name ?? '',
  };
}
