import { describe, expect, it } from 'vitest';

import { dialable, duration, moment, percent, phone } from './format';

describe('formats', () => {
  it.each([
    [0, '0:00'],
    [162.9, '2:42'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [null, '–:–'],
    [-3, '0:00'],
  ])('%s s are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    ['13812342046', '138 1234 2046'],
    ['+8613812342046', '138 1234 2046'],
    ['+8653186012345', '0531\u20118601 2345'],
    ['+861087654321', '010\u20118765 4321'],
    ['+864008208888', '400\u2011820\u20118888'],
    ['+8695598', '95598'],
    ['053186012345', '0531‑8601 2345'],
    ['01086012345', '010‑8601 2345'],
    ['4008208888', '400‑820‑8888'],
    ['95598', '95598'],
    ['+442079460958', '+442079460958'],
  ])('the number %s reads %s', (number, text) => expect(phone(number)).toBe(text));

  it.each([
    [' 0531-8601 2345 ', '053186012345'],
    ['tel:+86 138-1234-2046', '+8613812342046'],
    ['（０５３１）８６０１２３４５', '053186012345'],
    ['call me', ''],
    ['1', ''],
  ])('%s dials %s', (pasted, digits) => expect(dialable(pasted)).toBe(digits));

  it('writes a moment by its distance', () => {
    const now = new Date(2026, 10, 20, 12, 0);
    expect(moment(new Date(2026, 10, 20, 10, 43), now)).toBe('10:43');
    expect(moment(new Date(2026, 10, 18, 19, 20), now)).toBe('11-18 19:20');
    expect(moment(new Date(2025, 10, 18, 19, 20), now)).toBe('2025-11-18');
  });

  it('keeps nothing yet apart from zero', () => expect([percent(null), percent(0)]).toEqual(['–', '0.0 %']));
});
