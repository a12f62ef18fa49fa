import { describe, expect, it } from 'vitest';

import { addressIn, bodyOf, queryOf } from './find';

const typed = { number: '138*2046', dialed: '', text: '电表' };

describe('finding recordings', () => {
  it('keeps nothing about people outside in the address', () => {
    const address = addressIn({ queue: 'q1', number: '13800002046', text: 'secret', from: '2026-11-22' });
    expect(queryOf(address)).toEqual({ queue: 'q1', from: '2026-11-22' });
  });

  it('sends days as moments, the last one to its end, and leaves out what is empty or no number', () => {
    const address = addressIn({ from: '2026-11-22', to: '2026-11-22', serial: '17', shortest: 'x' });
    const body = bodyOf(address, typed, '');
    expect(body).toMatchObject({ number: '138*2046', text: '电表', serial: 17 });
    expect(Object.keys(body)).not.toContain('shortest');
    expect(Object.keys(body)).not.toContain('dialed');
    expect(new Date(body.until as string).getTime() - new Date(body.since as string).getTime()).toBe(
      86_400_000,
    );
  });
});
