import { type FieldError, Refused } from '@lingtong/client';

import { i18n } from '../../shell/words';

const PLACE = /^(officers|shifts|dated)\.(\d+)/;

/** A finding of the server in the reader's language, with the row that it means; times as the roster has them. */
export function sayFinding({ field, code, message, params }: FieldError, timeZone: string): string {
  const { t, te, locale } = i18n.global;
  const at = params?.at;
  const time = (value: string): string =>
    new Intl.DateTimeFormat(locale.value, {
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
    }).format(new Date(value));
  const key = `admin.says.${(code ?? '').replaceAll('.', '_')}`;
  const known = Boolean(code) && te(key);
  const words = known ? t(key, { ...params, ...(typeof at === 'string' && { at: time(at) }) }) : message;
  const [, part, row] = PLACE.exec(field) ?? [];
  return part ? t(`duty.at.${part}`, { n: Number(row) + 1, words }) : words;
}

/** What is wrong with a roster, line by line; nothing when the refusal is about no field of it. */
export const findingsOf = (error: unknown, timeZone: string): readonly string[] =>
  error instanceof Refused ? error.errors.map((one) => sayFinding(one, timeZone)) : [];
