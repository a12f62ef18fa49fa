import { Refused } from '@lingtong/client';
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { defineComponent } from 'vue';

import { i18n } from '../words';
import { useSays } from './says';

describe('what a wall was refused', () => {
  const said = (locale: 'zh-CN' | 'en', error: unknown): string => {
    i18n.global.locale.value = locale;
    const part = defineComponent({ setup: () => ({ say: useSays() }), template: '<p />' });
    return (
      mount(part, { global: { plugins: [i18n] } }).vm as unknown as { say: (of: unknown) => string }
    ).say(error);
  };
  const overlap = { field: 'pages.0.tiles.1', code: 'overlaps', message: 'Two tiles lie on each other.' };

  it('is said in the language of the wall, by the first finding or by the code', () => {
    expect(said('zh-CN', new Refused('catalog.invalid', 422, 'no', {}, [overlap]))).toBe('有两个区块重叠。');
    expect(said('zh-CN', new Refused('catalog.stale', 409, 'Somebody saved this'))).toContain('他人已保存');
    expect(said('en', new Refused('server.failed', 500, ''))).toContain('The server failed');
  });

  it('is never an empty sentence', () => {
    expect(said('en', new Refused('http.418', 418, ''))).toContain('Something went wrong');
    expect(said('en', new SyntaxError('<html>'))).toContain('Something went wrong');
    expect(said('en', new Refused('new.code', 409, 'Words of the server.'))).toBe('Words of the server.');
  });
});
