import { Refused } from '@lingtong/client';
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import NotRead from './NotRead.vue';
import { i18n } from './words';

describe('what stands in the place of what could not be read', () => {
  beforeEach(() => (i18n.global.locale.value = 'en'));
  const shown = (error: unknown) =>
    mount(NotRead, {
      props: { error },
      slots: { default: '<a href="/desk">Back</a>' },
      global: { plugins: [i18n] },
    });

  it('offers to ask again after a fault', async () => {
    const part = shown(new Refused('server.failed', 500, ''));
    expect(part.attributes('role')).toBe('alert');
    expect(part.text()).toContain('The server failed');
    expect(part.find('a').exists()).toBe(false);
    await part.get('button').trigger('click');
    expect(part.emitted('again')).toHaveLength(1);
  });

  it.each([403, 404])('offers the way back where asking again cannot help: %i', (status) => {
    const part = shown(new Refused('not_found', status, ''));
    expect(part.text()).toContain('Not found, or not yours to see');
    expect(part.find('button').exists()).toBe(false);
    expect(part.get('a').text()).toBe('Back');
  });
});
