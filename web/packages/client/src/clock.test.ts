import { describe, expect, it } from 'vitest';

import { ServerClock, secondsSince, secondsUntil, tick } from './clock';

const at = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('the server clock', () => {
  it('knows nothing before it has heard the server', () => {
    const clock = new ServerClock();
    expect(clock.now()).toBeNull();
    expect(secondsSince(at(0), clock)).toBeNull();
  });

  it('believes the sample with the shortest way', () => {
    const clock = new ServerClock();
    clock.hear(at(50_000), 1_000);
    clock.hear(at(11_500), 2_000, 1_000); // 1 s of way: offset 10,000
    clock.hear(at(13_010), 3_020, 3_000); // 20 ms of way: offset 10,000
    clock.hear(at(90_000), 5_000, 4_000);
    expect(clock.offset.value).toBe(10_000);
  });

  it('may be behind the server or before it', () => {
    const clock = new ServerClock();
    clock.hear(at(1_000), 61_000, 61_000);
    expect(clock.offset.value).toBe(-60_000);
  });

  it('counts from server times and never below zero', () => {
    const clock = new ServerClock();
    clock.hear(at(10_000), 0, 0);
    tick.value = 5_000; // the server says 15 s
    expect(secondsSince(at(3_500), clock)).toBe(11);
    expect(secondsSince(at(99_000), clock)).toBe(0);
    expect(secondsUntil(at(20_500), clock)).toBe(6);
    expect(secondsUntil(at(1_000), clock)).toBe(0);
  });

  it('says nothing of a time that is no time', () => {
    const clock = new ServerClock();
    clock.hear('never', 0, 0);
    expect(clock.now()).toBeNull();
  });
});
