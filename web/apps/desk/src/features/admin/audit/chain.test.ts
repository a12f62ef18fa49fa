import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { i18n } from '../../../shell/words';
import ChainCheck from './ChainCheck.vue';

const entries = 25_000;
const stride = 10_000;

describe('the check of the audit chain', () => {
  let asked: number[];
  let brokenAt: number | null;
  let isDown: boolean;
  beforeEach(() => {
    [asked, brokenAt, isDown] = [[], null, false];
    i18n.global.locale.value = 'en';
    vi.stubGlobal('fetch', (path: string) => {
      if (isDown) return Promise.resolve(new Response('', { status: 500 }));
      const after = Number(/after=(\d+)/.exec(path)?.[1]);
      asked.push(after);
      const checked = Math.min(entries, after + stride, (brokenAt ?? Infinity) - 1);
      const body = { checked, until: entries, broken_at: checked === (brokenAt ?? 0) - 1 ? brokenAt : null };
      return Promise.resolve(new Response(JSON.stringify(body), { status: 200 }));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  async function open() {
    const part = mount(ChainCheck, { global: { plugins: [i18n] } });
    await flushPromises();
    return part;
  }

  it('takes one step by itself and calls a long chain not whole before the rest is checked', async () => {
    const part = await open();
    expect(asked).toEqual([0]);
    expect(part.text()).toContain('10,000 of 25,000');
    expect(part.text()).not.toContain('The chain is whole');
    await part.get('button').trigger('click');
    await flushPromises();
    expect(asked).toEqual([0, 10_000, 20_000]);
    expect(part.get('[role=status]').text()).toContain('The chain is whole');
  });

  it('stops at the first damage', async () => {
    brokenAt = 12_345;
    const part = await open();
    await part.get('button').trigger('click');
    await flushPromises();
    expect(part.get('[role=alert]').text()).toContain('The chain is broken');
    expect(asked).toEqual([0, 10_000]);
  });

  it('says that it could not check, and goes on from where it was', async () => {
    const part = await open();
    isDown = true;
    await part.get('button').trigger('click');
    await flushPromises();
    expect(part.get('[role=alert]').text()).toContain('could not be checked');
    expect(part.text()).not.toContain('The chain is whole');
    isDown = false;
    await part.get('button').trigger('click');
    await flushPromises();
    expect(asked).toEqual([0, 10_000, 20_000]);
    expect(part.text()).toContain('The chain is whole');
  });
});
