import { keysOf } from '@lingtong/ui';
import { describe, expect, it } from 'vitest';

import { FIGURES, SIGNS } from './board/figures';
import { i18n, messages } from './words';

describe('words of the wall', () => {
  it('say the same things in both languages', () => {
    expect(keysOf(messages.en).sort()).toEqual(keysOf(messages['zh-CN']).sort());
  });

  it('name every figure and every mark', () => {
    const keys = [
      ...FIGURES.flatMap((figure) => [`board.figure.${figure}`, `board.named.${figure}`]),
      ...Object.keys(SIGNS).flatMap((mark) => (mark === 'none' ? [] : [`board.mark.${mark}`])),
    ];
    expect(keys.filter((key) => !i18n.global.te(key))).toEqual([]);
  });

  it('keep Chinese labels at five characters, which is what fits at 10 m', () => {
    i18n.global.locale.value = 'zh-CN';
    const widths = FIGURES.map((figure) => {
      const label = i18n.global.t(`board.figure.${figure}`, { seconds: '20' });
      return [...label].reduce((sum, sign) => sum + (/\p{Script=Han}/u.test(sign) ? 1 : 0.6), 0);
    });
    expect(Math.max(...widths)).toBeLessThanOrEqual(5);
  });
});
