import { describe, expect, it } from 'vitest';

import { FIGURES } from './figures';
import { chosen, complaint, recall, USUAL } from './settings';

describe('settings of a wall', () => {
  it('are fine as they come', () => {
    expect(complaint(USUAL)).toBeNull();
  });

  it('refuse more numbers than fit, and say how many do', () => {
    expect(complaint({ ...USUAL, figures: FIGURES })).toEqual({
      key: 'too_many',
      params: { diagonal: 55, distance: 10, most: 6, chosen: 7 },
    });
    expect(complaint({ ...USUAL, figures: FIGURES, distance: 6 })).toBeNull();
  });

  it('refuse a hall too deep, no numbers at all and a hasty turn', () => {
    expect(complaint({ ...USUAL, diagonal: 24, distance: 40 })?.key).toBe('too_far');
    expect(complaint({ ...USUAL, figures: [] })?.key).toBe('none');
    expect(complaint({ ...USUAL, turn: 5 })).toEqual({
      key: 'range',
      params: { name: 'turn', min: 20, max: 600 },
    });
    expect(complaint({ ...USUAL, distance: Number.NaN })?.key).toBe('range');
  });

  it('come back from this computer, broken ones as usual', () => {
    expect(
      recall(JSON.stringify({ ...USUAL, distance: 6, figures: ['talking', 'waiting', 'gone'] })),
    ).toMatchObject({
      distance: 6,
      figures: ['waiting', 'talking'],
    });
    expect(recall('{')).toEqual(USUAL);
    expect(recall(null)).toEqual(USUAL);
    expect(recall(JSON.stringify({ figures: FIGURES }))).toEqual(USUAL);
  });

  it('show all queues by number, or the chosen ones in their order', () => {
    const all = [
      { queue_id: 'b', number: '3002' },
      { queue_id: 'a', number: '3001' },
    ];
    expect(chosen(all, []).map(({ queue_id }) => queue_id)).toEqual(['a', 'b']);
    expect(chosen(all, ['b', 'gone', 'a']).map(({ queue_id }) => queue_id)).toEqual(['b', 'a']);
  });
});
