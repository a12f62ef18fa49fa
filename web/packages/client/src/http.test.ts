import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Refused } from './http';
import { http, isNo, isWorthAsking } from './http';

async function thrown(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the one door to the api', () => {
  let answer: (signal: AbortSignal) => Promise<Response>;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', (_path: string, given: { signal: AbortSignal }) => answer(given.signal));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const never = (signal: AbortSignal) =>
    new Promise<Response>((_, fail) => {
      if (signal.aborted) fail(new DOMException('left', 'AbortError'));
      signal.addEventListener('abort', () => fail(new DOMException('left', 'AbortError')));
    });

  it('does not wait for ever for a read', async () => {
    answer = never;
    const error = thrown(http.get('/api/center'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await error).toMatchObject({ code: 'network.silent', status: 0 });
    expect(isWorthAsking(await error)).toBe(false);
    expect(isNo(await error)).toBe(false);
  });

  it('waits for what changes something, and leaves when whoever asked has left', async () => {
    answer = never;
    let ended = false;
    void thrown(http.post('/api/queues')).then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ended).toBe(false);
    const asking = new AbortController();
    const error = thrown(http.get('/api/center', asking.signal));
    asking.abort();
    expect(await error).toMatchObject({ name: 'AbortError' });
  });

  it('tells a "no" from a fault, and says nothing in the words of the protocol', async () => {
    answer = () => Promise.resolve(new Response('', { status: 404, statusText: 'Not Found' }));
    const no = (await thrown(http.get('/api/x'))) as Refused;
    expect([no.code, no.message, isNo(no), isWorthAsking(no)]).toEqual(['http.404', '', true, false]);
    answer = () => Promise.resolve(new Response('<html>', { status: 502 }));
    const fault = (await thrown(http.get('/api/x'))) as Refused;
    expect([fault.code, isNo(fault), isWorthAsking(fault)]).toEqual(['server.failed', false, true]);
    answer = () => Promise.reject(new TypeError('failed'));
    const away = (await thrown(http.get('/api/x'))) as Refused;
    expect([away.code, isNo(away), isWorthAsking(away)]).toEqual(['network.unreachable', false, true]);
  });
});
