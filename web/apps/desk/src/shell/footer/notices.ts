import type { Line } from '@lingtong/client';

import { i18n } from '../words';

/** A notice as a sentence; a code that has no words yet is shown as it is rather than swallowed. */
export function noticeText(line: Pick<Line, 'code' | 'params'>): string {
  const key = `notices.${line.code.replaceAll('.', '_')}`;
  return i18n.global.te(key) ? i18n.global.t(key, line.params) : line.code;
}
