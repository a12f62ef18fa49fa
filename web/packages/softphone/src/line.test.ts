import JsSIP from 'jssip';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PatientLine } from './line';

describe('the line to the switch', () => {
  const opened = vi.fn();
  const knock = vi.fn(async () => false);
  let line: PatientLine;

  beforeEach(() => {
    vi.useFakeTimers();
    opened.mockClear();
    knock.mockReset().mockResolvedValue(false);
    vi.spyOn(JsSIP.WebSocketInterface.prototype, 'connect').mockImplementation(opened);
    line = new PatientLine('ws://center/sip', knock);
    line.connect();
  });
  afterEach(() => vi.useRealTimers());

  it('opens at once the first time', () => {
    expect(opened).toHaveBeenCalledOnce();
    expect(knock).not.toHaveBeenCalled();
  });

  it('opens again only when the server answers', async () => {
    line.connect();
    await vi.advanceTimersByTimeAsync(1_800);
    expect(knock).toHaveBeenCalledTimes(4);
    expect(opened).toHaveBeenCalledOnce();
    knock.mockResolvedValue(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it('waits longer when a server that answers does not take the line', async () => {
    knock.mockResolvedValue(true);
    line.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveBeenCalledTimes(2);
    line.connect();
    await vi.advanceTimersByTimeAsync(249);
    expect(opened).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveBeenCalledTimes(3);
  });

  it('gives up trying when it is laid down', async () => {
    line.connect();
    line.disconnect();
    knock.mockResolvedValue(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(opened).toHaveBeenCalledOnce();
  });
});
