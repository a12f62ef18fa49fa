import type { QueueConfig } from '@lingtong/client';
import { describe, expect, it } from 'vitest';

import type { Answer, Band, Curve, Figures } from './api';
import {
  blank,
  ceiling,
  changesOf,
  draftOf,
  goalOf,
  halfHour,
  isBlank,
  rowsOf,
  spanOf,
  verdictOf,
} from './model';

const queue = {
  id: 'q-fault',
  number: '3001',
  skills: { mandarin: 3, fault: 4 },
  priority: 5,
} as unknown as QueueConfig;
const band = (mean: number): Band => [mean, mean, mean];
const figures = (offered: number, level: number | null): Figures => ({
  offered: band(offered),
  answered: band(offered),
  abandoned: band(0),
  other: band(0),
  longest: band(0),
  service_level: level === null ? null : band(level),
  asa: null,
  occupancy: null,
});
const curve = (level: number | null, offered = 100): Curve => ({
  day: figures(offered, level),
  intervals: [
    figures(0, null),
    figures(offered, level),
    figures(0, null),
    figures(offered, level),
    figures(0, null),
  ],
});
const answer = (before: number | null, after: number | null = null): Answer => ({
  day: '2026-11-20',
  length: 86_400,
  calls: 100,
  seeds: 5,
  took: 1,
  agents: 3,
  agents_changed: 4,
  queues: [
    { id: 'q-fault', number: '3001', name: '', name_en: '', goal_seconds: 20, goal_share: 0.8 },
    { id: 'q-bill', number: '3002', name: '', name_en: '', goal_seconds: 30, goal_share: 0.6 },
  ],
  base: { total: curve(before), queues: { 'q-fault': curve(before), 'q-bill': curve(before, 300) } },
  changed: after === null ? null : { total: curve(after), queues: { 'q-fault': curve(after) } },
  truth: null,
});

describe('the change that a form asks for', () => {
  it('holds nothing that was left as it is', () => {
    expect(isBlank(blank())).toBe(true);
    expect(changesOf(blank(), queue)).toEqual({});
  });

  it('names the queue, and only what is different', () => {
    const draft = { ...blank(), agents: 2, volume: 120 };
    expect(changesOf(draft, queue)).toEqual({ queues: { 'q-fault': { agents: 2, volume: 1.2 } } });
  });

  it('lowers all levels of a wider ring, to no less than one', () => {
    const draft = { ...blank(), priority: 0, rings: [{ after: 20, borrow: 'q-bill', lower: 3 }] };
    expect(changesOf(draft, queue)).toEqual({
      queues: {
        'q-fault': {
          rules: {
            priority: 0,
            rings: [{ after: 20, skills: { mandarin: 1, fault: 1 }, borrow: ['q-bill'] }],
          },
        },
      },
    });
  });

  it('comes back into the form as it was asked', () => {
    const draft = {
      agents: -1,
      volume: 90,
      priority: 7,
      rings: [
        { after: 20, borrow: '', lower: 1 },
        { after: 60, borrow: 'q-bill', lower: 2 },
      ],
    };
    expect(draftOf(changesOf(draft, queue), queue)).toEqual(draft);
    expect(draftOf({}, queue)).toEqual(blank());
  });
});

describe('the answer', () => {
  it('says whether the goal is held and what the change does', () => {
    expect(verdictOf(answer(0.7), 'q-fault', 0.8)).toMatchObject({ key: 'fails', reaches: false });
    expect(verdictOf(answer(0.8), 'q-fault', 0.8)).toMatchObject({ key: 'holds', reaches: true });
    expect(verdictOf(answer(0.7, 0.85), 'q-fault', 0.8)).toMatchObject({ key: 'better', reaches: true });
    expect(verdictOf(answer(0.7, 0.6), '', 0.8)).toMatchObject({ key: 'worse', reaches: false });
    expect(verdictOf(answer(0.7, 0.702), 'q-fault', 0.8).key).toBe('same');
  });

  it('says so where nobody called', () => {
    expect(verdictOf(answer(null), 'q-fault', 0.8).key).toBe('nobody');
    expect(verdictOf(answer(0.7), 'q-none', 0.8).key).toBe('nobody');
  });

  it('has the goal of the queue; of all queues the mean by calls', () => {
    expect(goalOf(answer(0.7), 'q-bill')).toEqual({ share: 0.6, seconds: 30 });
    expect(goalOf(answer(0.7), '').share).toBeCloseTo(0.65);
  });

  it('shows the half hours from the first call to the last', () => {
    const span = spanOf([curve(0.7), null]);
    expect(span).toEqual([1, 2, 3]);
    expect(rowsOf(answer(0.7, 0.8), 'q-fault', span).map(({ at }) => halfHour(at))).toEqual([
      '00:30',
      '01:00',
      '01:30',
    ]);
    expect(rowsOf(answer(0.7), 'q-none', span)).toEqual([]);
    expect(spanOf([null])).toEqual([]);
  });
});

describe('an axis', () => {
  it.each([
    [0, 1],
    [0.9, 1],
    [7, 10],
    [18, 20],
    [23, 25],
    [430, 500],
  ])('of %d ends with %d', (value, end) => expect(ceiling(value)).toBeCloseTo(end));
});
