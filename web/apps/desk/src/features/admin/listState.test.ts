import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { i18n } from '../../shell/words';
import ListState from './ListState.vue';

describe('the state of a list or a form', () => {
  beforeEach(() => (i18n.global.locale.value = 'en'));
  const shown = (props: Partial<InstanceType<typeof ListState>['$props']>) =>
    mount(ListState, {
      props: { pending: false, problem: '', empty: '', nothing: '', ...props },
      slots: { default: '<input value="typed" />' },
      global: { plugins: [i18n] },
    });

  it('is never empty when it could not be read', () => {
    const part = shown({ problem: 'The server failed.', empty: 'Nothing yet.' });
    expect(part.get('[role=alert]').text()).toContain('The server failed.');
    expect(part.text()).not.toContain('Nothing yet.');
    expect(part.find('input').exists()).toBe(false);
  });

  it('leaves what was read before, and the field that is typed in, when reading again fails', async () => {
    const part = shown({ kept: true });
    const field = part.get('input').element;
    await part.setProps({ problem: 'The server failed.' });
    expect(part.get('[role=alert]').text()).toContain('The server failed.');
    expect(part.get('input').element).toBe(field);
  });
});
