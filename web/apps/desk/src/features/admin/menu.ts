import { GROUPS, RESOURCES } from './resources';

export interface MenuEntry {
  readonly to: string;
  readonly words: string;
}

export interface MenuGroup {
  readonly title: string;
  readonly entries: readonly MenuEntry[];
}

/** The sections that a person may open; a group without any is left out. */
export function menuFor(may: (permission: string) => boolean): readonly MenuGroup[] {
  const groups = GROUPS.map(({ title, keys }) => ({
    title,
    entries: keys
      .filter((key) => may(RESOURCES[key].permission))
      .map((key) => ({
        to: key === 'flows' ? '/flows' : `/admin/${key}`,
        words: `admin.resource.${key}.many`,
      })),
  }));
  const prompts = { to: '/admin/prompts', words: 'admin.prompts.title' };
  const storage = { to: '/admin/recording-storage', words: 'admin.storage.title' };
  const pins = { to: '/admin/pins', words: 'admin.pins.title' };
  const numbers = { to: '/admin/numbers', words: 'admin.numbers.title' };
  const system = { to: '/admin/system', words: 'admin.system.title' };
  const audit = { to: '/admin/audit', words: 'admin.audit.title' };
  return [
    ...groups.map((group) => {
      if (group.title === 'recording' && may('recording.keep'))
        return { ...group, entries: [...group.entries, storage] };
      if (group.title === 'entry' && may('admin.center'))
        return { ...group, entries: [...group.entries, prompts] };
      if (group.title === 'data' && may('admin.center'))
        return { ...group, entries: [...group.entries, pins] };
      const keepsNumbers = may('admin.center') || may('floor.supervise_all');
      return group.title === 'watch' && keepsNumbers
        ? { ...group, entries: [...group.entries, numbers] }
        : group;
    }),
    {
      title: 'oversight',
      entries: [...(may('admin.center') ? [system] : []), ...(may('admin.audit') ? [audit] : [])],
    },
  ].filter(({ entries }) => entries.length > 0);
}
