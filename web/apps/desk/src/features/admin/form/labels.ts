import { useI18n } from 'vue-i18n';

import { fieldsShown, isEmpty, type Complaint } from './draft';
import {
  listOf,
  recordOf,
  textOf,
  type Field,
  type Json,
  type Lists,
  type ResourceKey,
  type Values,
} from './fields';

/** Values as people read them: in lists, in the difference, beside a reset. */
export function useLabels() {
  const { t, te, locale } = useI18n();

  const label = (resource: string, name: string): string => {
    const own = `admin.own.${resource}.${name}`;
    return te(own) ? t(own) : t(`admin.field.${name}`);
  };

  /** How the things of one resource are called, in the middle of a sentence or above a list. */
  const many = (to: ResourceKey): string => t(`admin.resource.${to}.many`);

  const option = (name: string, value: string): string => {
    const key = `admin.option.${name}.${value.replaceAll('.', '_')}`;
    return te(key) ? t(key) : value;
  };

  /** The name of a record in the reader's language. */
  const nameOf = (record: Values): string => {
    const english = locale.value === 'en' ? textOf(record.name_en) : '';
    return (
      english || textOf(record.name) || textOf(record.login) || textOf(record.number) || textOf(record.id)
    );
  };

  const linked = (to: ResourceKey, id: Json | undefined, lists: Lists): string => {
    if (!textOf(id)) return t('admin.form.noneChosen');
    const found = lists[to]?.find((one) => one.id === id || (to === 'phones' && one.name === id));
    return found ? nameOf(found) : t('admin.form.gone', { id: textOf(id) });
  };

  const among = (lists: readonly ResourceKey[], id: Json, all: Lists): string => {
    const found = lists.find((to) => all[to]?.some((one) => one.id === id));
    return linked(found ?? lists[0] ?? 'queues', id, all);
  };

  const several = (names: readonly string[]): string => {
    if (names.length === 0) return t('admin.form.noneChosen');
    if (names.length < 4) return names.join(locale.value === 'en' ? ', ' : '、');
    return t('admin.value.more', { first: names[0] ?? '', count: names.length - 1 });
  };

  function number(field: Extract<Field, { kind: 'number' }>, value: Json | undefined): string {
    if (typeof value !== 'number') return '–';
    if (value === 0 && field.zero) return t(`admin.value.${field.zero}`);
    const shown = String(Math.round(value * (field.scale ?? 1) * 100) / 100);
    return field.unit ? `${shown}\u2009${t(`admin.unit.${field.unit}`)}` : shown;
  }

  function week(value: Json | undefined): string {
    const days = listOf(value).map((day) =>
      listOf(day)
        .map((hour) => spell(recordOf(hour)))
        .join(' '),
    );
    if (days.length === 7 && days.every((day) => day === '00:00–24:00')) return t('admin.value.always');
    const open = days.flatMap((hours, day) => (hours ? [{ day, hours }] : []));
    const groups: { from: number; to: number; hours: string }[] = [];
    for (const { day, hours } of open) {
      const last = groups.at(-1);
      if (last && last.hours === hours && last.to === day - 1) last.to = day;
      else groups.push({ from: day, to: day, hours });
    }
    const short = (day: number): string => t(`admin.dayShort.${day}`);
    return groups
      .map(({ from, to, hours }) => `${from === to ? short(from) : `${short(from)}–${short(to)}`} ${hours}`)
      .join(locale.value === 'en' ? ', ' : '，');
  }

  const spell = (hour: Values): string => `${textOf(hour.opens)}–${textOf(hour.closes)}`;

  /** One record of a list of rules, its parts that say something. */
  function row(fields: readonly Field[], value: Values, lists: Lists): string {
    const shown = fieldsShown(fields, value).filter((field) => !isEmpty(value[field.name]));
    return shown.map((field) => show(field, value[field.name], lists)).join(' ');
  }

  const days = (value: Values): string[] =>
    Object.entries(value).map(([name, until]) =>
      until ? t('admin.value.until', { name, date: textOf(until) }) : name,
    );

  function show(field: Field, value: Json | undefined, lists: Lists): string {
    switch (field.kind) {
      case 'number':
        return number(field, value);
      case 'toggle':
        return t(value === true ? 'admin.value.on' : 'admin.value.off');
      case 'choice':
        return option(field.name, textOf(value));
      case 'set':
        return several(listOf(value).map((one) => option(field.name, textOf(one))));
      case 'link':
        return linked(field.to, value, lists);
      case 'links':
        return several(listOf(value).map((id) => among(field.among ?? [field.to], id, lists)));
      case 'levels':
        return several(
          Object.entries(recordOf(value)).map(
            ([id, level]) => `${linked(field.to, id, lists)} ${String(level)}`,
          ),
        );
      case 'lines':
        return several(listOf(value).map(textOf));
      case 'rows':
        return several(listOf(value).map((one) => row(field.fields, recordOf(one), lists)));
      case 'days':
        return several(days(recordOf(value)));
      case 'pairs':
        return several(
          Object.entries(recordOf(value)).map(
            ([from, to]) => `${linked(field.from, from, lists)} ▸ ${linked(field.to, to, lists)}`,
          ),
        );
      case 'secret':
        if (value === null) return t('admin.value.removed');
        return value ? t('admin.value.typed') : '–';
      case 'week':
        return week(value) || t('admin.value.closed');
      case 'special_days':
        return t('admin.value.days', { count: listOf(value).length });
      case 'part':
        return textOf(recordOf(value).agent_number) || t(value ? 'admin.value.on' : 'admin.value.off');
      default:
        return textOf(value) || '–';
    }
  }

  function complain({ key, code, params, words }: Complaint): string {
    const said = `admin.says.${(code ?? '').replaceAll('.', '_')}`;
    if (code && te(said)) return t(said, { ...params });
    return words ?? t(`admin.check.${key ?? 'form'}`, { ...params });
  }

  return { label, many, option, nameOf, linked, show, complain };
}

export type Labels = ReturnType<typeof useLabels>;
