import { beforeEach, describe, expect, it } from 'vitest';

import { Link, type Surroundings, type Wire } from './link';
import type { FromLink } from './messages';

class PlayedWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  sent: string[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.closed = true;
  }
  hears(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A network and a clock that stand still until the test moves them. */
class PlayedWorld implements Surroundings {
  wires: PlayedWire[] = [];
  knocks: number[] = [];
  answers = true;
  private time = 0;
  private serial = 0;
  private timers = new Map<number, { at: number; run: () => void }>();

  connect(): Wire {
    const wire = new PlayedWire();
    this.wires.push(wire);
    return wire;
  }
  knock(): Promise<boolean> {
    this.knocks.push(this.time);
    return Promise.resolve(this.answers);
  }
  chance = () => 0.5;
  now = () => this.time;
  after(milliseconds: number, run: () => void): number {
    this.serial += 1;
    this.timers.set(this.serial, { at: this.time + milliseconds, run });
    return this.serial;
  }
  cancel(timer: number) {
    this.timers.delete(timer);
  }
  get wire(): PlayedWire {
    return this.wires.at(-1)!;
  }
  async pass(milliseconds: number) {
    const end = this.time + milliseconds;
    await Promise.resolve();
    for (;;) {
      const due = [...this.timers].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
      await Promise.resolve(); // what was asked of the server answers at once
      await Promise.resolve();
    }
    this.time = end;
  }
}

const hello = { kind: 'hello', server_time: '2026-11-21T10:00:00Z' };
const alive = { kind: 'alive', server_time: '2026-11-21T10:00:02Z' };

describe('the live link', () => {
  let world: PlayedWorld;
  let told: FromLink[];
  let link: Link;
  const states = () => told.flatMap((one) => (one.what === 'state' ? [one.state] : []));

  beforeEach(() => {
    world = new PlayedWorld();
    told = [];
    link = new Link((message) => told.push(message), world);
    link.open('ws://center/api/live');
    world.wire.onopen?.();
    world.wire.hears(hello);
  });

  it('is open after the hello and hands every message on', () => {
    expect(states().at(-1)).toBe('open');
    expect(told.at(-1)).toMatchObject({ what: 'heard', message: hello });
  });

  it('measures the way of each sign of life', async () => {
    await world.pass(40);
    world.wire.hears(alive);
    expect(told.find((one) => one.what === 'way')).toMatchObject({ milliseconds: 40, sent: 0 });
  });

  it('keeps a steady heartbeat', async () => {
    for (let n = 0; n < 5; n += 1) {
      world.wire.hears(alive);
      await world.pass(2000);
    }
    expect(world.wire.sent).toHaveLength(6);
    expect(world.wires).toHaveLength(1);
  });

  it('says silent 2 s after an unanswered sign of life, with the moment since when', async () => {
    await world.pass(1999);
    expect(states().at(-1)).toBe('open');
    await world.pass(2);
    expect(told.at(-1)).toMatchObject({ what: 'state', state: 'silent', lostSince: 0 });
  });

  it('is open again on any word of the server', async () => {
    await world.pass(2500);
    world.wire.hears(alive);
    expect(told.filter((one) => one.what === 'state').at(-1)).toMatchObject({
      state: 'open',
      lostSince: null,
    });
  });

  it('takes a new wire when the old one stays dead, and keeps the moment of the loss', async () => {
    await world.pass(6000);
    expect(world.wires[0]?.closed).toBe(true);
    await world.pass(300);
    expect(world.wires).toHaveLength(2);
    const lost = told.filter((one) => one.what === 'state').at(-1);
    expect(lost).toMatchObject({ state: 'connecting', lostSince: 0 });
    world.wire.onopen?.();
    world.wire.hears(hello);
    expect(told.filter((one) => one.what === 'state').at(-1)).toMatchObject({
      state: 'open',
      lostSince: null,
    });
  });

  it('knocks soon at first and then slower, and opens a wire only when the server answers', async () => {
    world.answers = false;
    world.wire.onclose?.({ code: 1006 });
    await world.pass(8_000);
    expect(world.knocks).toEqual([250, 750, 1750, 2750, 3750, 5750, 7750]);
    expect(world.wires).toHaveLength(1);
    world.answers = true;
    await world.pass(2_000);
    expect(world.wires).toHaveLength(2);
  });

  it('looks at once when somebody comes back to the page', async () => {
    world.answers = false;
    world.wire.onclose?.({ code: 1006 });
    await world.pass(6_000);
    world.answers = true;
    link.hint();
    await world.pass(0);
    await world.pass(0);
    expect(world.wires).toHaveLength(2);
    expect(states().at(-1)).toBe('connecting');
  });

  it('waits for a person when the log-in has expired', async () => {
    world.wire.onclose?.({ code: 4401 });
    await world.pass(60_000);
    expect(states().at(-1)).toBe('refused');
    expect(world.wires).toHaveLength(1);
  });

  it('looks at once when the browser says that the network went', async () => {
    world.wire.hears(alive);
    await world.pass(500);
    link.hint();
    await world.pass(2000);
    expect(states().at(-1)).toBe('silent');
  });
});
