import { describe, expect, it } from 'vitest';

import { initials, matches } from './initials';

describe('pinyin initials', () => {
  it.each([
    ['停电报修', 'tdbx'],
    ['账单咨询', 'zdzx'],
    ['张华', 'zh'],
    ['王丽', 'wl'],
    ['陈洁', 'cj'],
    ['刘燕', 'ly'],
    ['故障报修', 'gzbx'],
    ['其他', 'qt'],
  ])('of %s are %s', (text, wanted) => expect(initials(text)).toBe(wanted));

  it('find by name, initials and number', () => {
    expect(matches('zh', '张华', '1002')).toBe(true);
    expect(matches('华', '张华')).toBe(true);
    expect(matches('100', '张华', '1002')).toBe(true);
    expect(matches('xx', '张华', '1002')).toBe(false);
  });
});
