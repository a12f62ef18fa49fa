import { describe, expect, it } from 'vitest';

import { FIGURES, read, SIGNS, type WallQueue } from './figures';

const queue: WallQueue = {
  queue_id: 'q1',
  number: '3001',
  name: '故障报修',
  name_en: 'Fault report',
  goal_seconds: 20,
  goal_share: 0.8,
  waiting: 2,
  oldest_arrived_at: '2026-11-21T10:00:00Z',
  ready: 1,
  logged_in: 14,
  talking: 9,
  offered: 480,
  answered: 412,
  abandoned: 12,
  short_abandoned: 3,
  service_level: 0.824,
};
const limits = { waiting: 5 };
const of = (figure: (typeof FIGURES)[number], more: Partial<WallQueue> = {}, waited: number | null = 12) =>
  read(figure, { ...queue, ...more }, waited, limits);

describe('figures of a queue', () => {
  it('are calm when all is well', () => {
    expect(FIGURES.map((figure) => of(figure).mark)).toEqual(FIGURES.map(() => 'none'));
  });

  it('count the waiting against the limit', () => {
    expect([4, 5, 9, 10].map((waiting) => of('waiting', { waiting }).mark)).toEqual([
      'none',
      'over',
      'over',
      'far_over',
    ]);
  });

  it('measure the longest wait against the answer goal', () => {
    expect([20, 21, 59, 60].map((waited) => of('longest', {}, waited).mark)).toEqual([
      'none',
      'over',
      'over',
      'far_over',
    ]);
    expect(of('longest', {}, 130)).toMatchObject({ text: '2:10', rest: '' });
    expect(of('longest', {}, 725)).toMatchObject({ text: '12', rest: '′' });
    expect(of('longest', { waiting: 0 }, null)).toMatchObject({ text: '–', mark: 'none' });
    expect(of('longest', {}, null).text).toBe('–:–');
  });

  it('warn when nobody is free for those who wait', () => {
    expect(of('ready', { ready: 0 }).mark).toBe('under');
    expect(of('ready', { ready: 0, waiting: 0 }).mark).toBe('none');
    expect(of('ready', { ready: 0, logged_in: 0, waiting: 0 }).mark).toBe('none');
    expect(of('ready', { ready: 0, logged_in: 0 })).toMatchObject({ mark: 'far_under', rest: '/0' });
  });

  it('show the service level beside its goal', () => {
    expect(of('service_level')).toMatchObject({
      text: '82.4',
      rest: '%',
      goal: { key: 'at_least', value: '80%' },
    });
    expect(of('service_level', { service_level: 0.712 }).mark).toBe('under');
    expect(of('service_level', { service_level: 0.69 }).mark).toBe('far_under');
    expect(
      of('service_level', { service_level: 0, answered: 0, abandoned: 1, short_abandoned: 0 }).mark,
    ).toBe('none');
    expect(of('service_level', { service_level: null })).toMatchObject({ text: '–', mark: 'none' });
    expect(of('service_level', { service_level: 1 }).text).toBe('100');
  });

  it('do not cry over three abandoned calls of ten', () => {
    expect(of('abandoned', { offered: 10, abandoned: 3 }).mark).toBe('none');
    expect(of('abandoned', { offered: 100, abandoned: 5 }).mark).toBe('over');
    expect(of('abandoned', { offered: 100, abandoned: 10 }).mark).toBe('far_over');
  });

  it('never rely on color alone', () => {
    expect(Object.entries(SIGNS).filter(([mark, sign]) => mark !== 'none' && sign === '')).toEqual([]);
  });
});
