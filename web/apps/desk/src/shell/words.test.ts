import { keysOf } from '@lingtong/ui';
import { describe, expect, it } from 'vitest';

import { rail, RAIL_LIMIT } from './feature';
import { i18n, messages } from './words';

describe('words', () => {
  it('say the same things in both languages', () => {
    expect(keysOf(messages.en).sort()).toEqual(keysOf(messages['zh-CN']).sort());
  });

  it('leave no key empty', () => {
    const empty = (['en', 'zh-CN'] as const).flatMap((locale) =>
      keysOf(messages[locale]).filter((key) => {
        i18n.global.locale.value = locale;
        return i18n.global.t(key).trim() === '';
      }),
    );
    expect(empty).toEqual([]);
  });

  it('hold no typed space between Han and Latin', () => {
    const text = JSON.stringify(messages['zh-CN']);
    expect(text.match(/\p{Script=Han} [A-Za-z0-9]|[A-Za-z0-9] \p{Script=Han}/gu)).toBeNull();
  });

  it('name every place of the rail, and the rail stays short', () => {
    expect(rail.map((one) => one.words).filter((key) => !i18n.global.te(key))).toEqual([]);
    expect(rail.length).toBeLessThanOrEqual(RAIL_LIMIT);
  });
});
