import { expect, test } from 'vitest';

import { heightOf, instant, kindOf, lasting, nines, type Day } from './availability';

const day = (counted: number, down: number, planned = 0): Day => ({
  day: '2026-11-22',
  counted,
  down,
  planned,
});

test.each([
  [null, '–'],
  [1, '100 %'],
  [0.99999999, '99.9999 %'],
  [0.99999, '99.9990 %'],
  [0.999989999, '99.9989 %'],
  [0.5, '50.0000 %'],
])('%s is never rounded up', (share, shown) => {
  expect(nines(share)).toBe(shown);
});

test.each([
  [0.11, 'seconds', { s: '0.1' }],
  [25.9, 'seconds', { s: '26' }],
  [315.36, 'minutes', { m: '5', s: '15' }],
  [-44.6, 'seconds', { s: '45' }],
  [59.7, 'minutes', { m: '1', s: '0' }],
  [7260, 'hours', { h: '2', m: '1' }],
  [90000, 'days', { d: '1', h: '1' }],
])('%s seconds in the two largest units', (seconds, words, values) => {
  const found = lasting(seconds);
  expect(found.words).toBe(words);
  expect(found.values).toMatchObject(values);
});

test('a day is unknown, whole, planned or had an outage', () => {
  expect([day(0, 0), day(5, 0), day(5, 3, 3), day(5, 3, 1)].map(kindOf)).toEqual([
    'unknown',
    'whole',
    'planned',
    'outage',
  ]);
});

test('a second is seen beside a day', () => {
  expect(heightOf(day(86400, 0))).toBe(0);
  expect(heightOf(day(86400, 1))).toBeGreaterThan(0.05);
  expect(heightOf(day(86400, 86400))).toBe(1);
});

test('an instant has seconds', () => {
  expect(instant('2026-03-04T05:06:07')).toBe('2026-03-04 05:06:07');
});
