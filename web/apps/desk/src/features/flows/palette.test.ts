import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';

import { i18n } from '../../shell/words';
import type { Palette } from './model/shapes';
import { makeEditor, provideEditor } from './useEditor';
import PaletteBar from './PaletteBar.vue';

const kind = (type: string) => ({ type, words: { zh: type, en: type }, fields: [] });
const palette = {
  groups: [
    { group: 'say', words: { zh: '放音', en: 'Speak' }, nodes: [kind('answer'), kind('play')] },
    { group: 'ask', words: { zh: '收号', en: 'Ask' }, nodes: [kind('menu')] },
  ],
} as unknown as Palette;

describe('the kinds of nodes', () => {
  beforeEach(() => (i18n.global.locale.value = 'en'));

  function open() {
    const frame = defineComponent({
      setup() {
        provideEditor(makeEditor());
        return () => h(PaletteBar, { palette });
      },
    });
    const plugins = [i18n, [VueQueryPlugin, { queryClient: new QueryClient() }]] as never;
    return mount(frame, { attachTo: document.body, global: { plugins } });
  }
  const focused = () => (document.activeElement as HTMLElement).dataset.kind;

  it('are one stop of the Tab key, and the arrows go through them all', async () => {
    const bar = open();
    expect(bar.findAll('button[tabindex="0"]').map((one) => one.attributes('data-kind'))).toEqual(['answer']);
    await bar.get('input').trigger('keydown', { key: 'ArrowDown' });
    expect(focused()).toBe('answer');
    for (const expected of ['play', 'menu', 'menu']) {
      await bar.get(`[data-kind=${focused() ?? ''}]`).trigger('keydown', { key: 'ArrowDown' });
      expect(focused()).toBe(expected);
    }
    expect(bar.findAll('button[tabindex="0"]').map((one) => one.attributes('data-kind'))).toEqual(['menu']);
    await bar.get('[data-kind=menu]').trigger('keydown', { key: 'Home' });
    expect(focused()).toBe('answer');
    await bar.get('input').setValue('menu');
    expect(bar.findAll('button[tabindex="0"]').map((one) => one.attributes('data-kind'))).toEqual(['menu']);
    bar.unmount();
  });
});
