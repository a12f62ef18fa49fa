import { Refused } from '@lingtong/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Draft } from './draft';

describe('a draft', () => {
  const keep = vi.fn(async () => true);
  const drop = vi.fn(async () => undefined);
  const save = vi.fn(async () => undefined);
  let draft: Draft;

  beforeEach(() => {
    vi.useFakeTimers();
    keep.mockClear().mockResolvedValue(true);
    drop.mockClear();
    save.mockReset().mockResolvedValue(undefined);
    draft = new Draft('i1', { keep, drop, save, now: () => Date.now() });
  });
  afterEach(() => vi.useRealTimers());

  it('is on this computer after 300 ms and at the server after 2 s', async () => {
    draft.type('停电');
    expect(draft.safety.value).toBe('typing');
    await vi.advanceTimersByTimeAsync(300);
    expect(keep).toHaveBeenCalledOnce();
    expect(draft.safety.value).toBe('local');
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1700);
    expect(save).toHaveBeenCalledWith('i1', '停电', '', 1);
    expect(draft.safety.value).toBe('server');
    expect(drop).toHaveBeenCalledWith('i1');
  });

  it('saves within 2 s of the first letter although the agent goes on typing', async () => {
    for (let n = 1; n <= 10; n += 1) {
      draft.type('x'.repeat(n));
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(save).toHaveBeenCalled();
    expect(draft.dirty).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(save).toHaveBeenLastCalledWith('i1', 'x'.repeat(10), '', 2);
    expect(draft.dirty).toBe(false);
  });

  it('says why the server does not take it, instead of waiting for it', async () => {
    const no = new Refused('not_found', 404, '');
    save.mockRejectedValueOnce(no);
    draft.type('text');
    await vi.advanceTimersByTimeAsync(2000);
    expect(draft.safety.value).toBe('refused');
    expect(draft.refusal.value).toBe(no);
    expect(draft.dirty).toBe(true);
    expect(drop).not.toHaveBeenCalled();
  });

  it('keeps the text here and tries again while the server is away', async () => {
    save.mockRejectedValueOnce(new Error('offline'));
    draft.type('text');
    await vi.advanceTimersByTimeAsync(2000);
    expect(draft.safety.value).toBe('waiting');
    expect(draft.dirty).toBe(true);
    await vi.advanceTimersByTimeAsync(4000);
    expect(draft.safety.value).toBe('server');
  });

  it('says so when neither this computer nor the server could take it', async () => {
    keep.mockResolvedValue(false);
    save.mockRejectedValue(new Error('offline'));
    draft.type('text');
    await vi.advanceTimersByTimeAsync(2000);
    expect(draft.safety.value).toBe('failed');
  });

  it('never writes into a dirty field: newer server text waits to be shown', () => {
    draft.type('mine');
    draft.hear('theirs', '', 7);
    expect(draft.text.value).toBe('mine');
    expect(draft.newer.value).toBe('theirs');
    draft.takeNewer();
    expect(draft.text.value).toBe('mine\ntheirs');
  });

  it('never writes into a focused field', () => {
    draft.hear('first', '', 1);
    draft.focused = true;
    draft.hear('second', '', 2);
    expect(draft.text.value).toBe('first');
    expect(draft.newer.value).toBe('second');
  });

  it('takes server text into a clean field and ignores its own older echo', async () => {
    draft.hear('server', 'd1', 3);
    expect([draft.text.value, draft.disposition.value]).toEqual(['server', 'd1']);
    draft.type('server and more');
    await vi.advanceTimersByTimeAsync(2000);
    expect(save).toHaveBeenCalledWith('i1', 'server and more', 'd1', 4);
    draft.hear('server', 'd1', 3);
    expect(draft.text.value).toBe('server and more');
  });

  it('recovers what this computer kept, unless the server knows something newer', () => {
    draft.hear('old', '', 2);
    draft.recover({ text: 'lost and found', disposition: 'd2', revision: 2, at: 0 });
    expect(draft.text.value).toBe('lost and found');
    const other = new Draft('i2', { keep, drop, save, now: () => 0 });
    other.hear('newer', '', 5);
    other.recover({ text: 'older', disposition: '', revision: 3, at: 0 });
    expect(other.text.value).toBe('newer');
  });

  it('flushes at once when asked', async () => {
    draft.type('now');
    await draft.flush();
    expect(save).toHaveBeenCalledOnce();
  });
});
