import { describe, expect, it } from 'vitest';

import { askOf, filtersIn, isFiltered, queryOf } from './filters';

describe('filters of the record list', () => {
  it('survive the way through the address', () => {
    const query = { queue: 'q1', result: 'abandoned', from: '2026-11-20', mine: '1' };
    expect(queryOf(filtersIn(query, false))).toEqual(query);
  });

  it('drop what is no day', () => {
    expect(filtersIn({ from: 'yesterday', to: ['2026-11-20'] }, false)).toMatchObject({ from: '', to: '' });
  });

  it('are always about the own ones for those who may see no others', () => {
    expect(filtersIn({ agent: 'a2' }, true)).toMatchObject({ agent: '', mine: true });
    expect(isFiltered(filtersIn({}, true), true)).toBe(false);
    expect(isFiltered(filtersIn({ queue: 'q1' }, true), true)).toBe(true);
  });

  it('ask for the last day to its end', () => {
    const ask = new URLSearchParams(
      askOf(filtersIn({ from: '2026-11-20', to: '2026-11-20' }, false), 'next'),
    );
    const lasts = Date.parse(ask.get('to') ?? '') - Date.parse(ask.get('from') ?? '');
    expect(lasts).toBe(24 * 3600 * 1000);
    expect(ask.get('cursor')).toBe('next');
  });

  it('ask for nothing that is not set', () => {
    expect(askOf(filtersIn({}, false), '')).toBe('');
  });
});
