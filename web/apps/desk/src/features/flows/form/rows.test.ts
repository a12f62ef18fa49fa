import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';

import { i18n } from '../../../shell/words';
import type { FieldShape } from '../model/shapes';
import { makeEditor, provideEditor, type Editor } from '../useEditor';
import RowsField from './RowsField.vue';

describe('rows with names', () => {
  let editor: Editor;
  beforeEach(() => (i18n.global.locale.value = 'en'));

  function open() {
    editor = makeEditor();
    editor.begin({ nodes: { ask: { type: 'data', values: { paid: '{paid}', due: '{due}' } } } });
    const field = { name: 'values', kind: 'values' } as unknown as FieldShape;
    const frame = defineComponent({
      setup() {
        provideEditor(editor);
        return () => h(RowsField, { id: 'values', field, nodeId: 'ask', invalid: false });
      },
    });
    const plugins = [i18n, [VueQueryPlugin, { queryClient: new QueryClient() }]] as never;
    return mount(frame, { attachTo: document.body, global: { plugins } });
  }
  const kept = () => editor.flow.value.nodes.ask?.values;

  it('take a new name', async () => {
    const rows = open();
    await rows.get('#values-1').setValue('owed');
    expect(kept()).toEqual({ paid: '{paid}', owed: '{due}' });
    rows.unmount();
  });

  it('refuse a name that another row has, say so, and show what is kept', async () => {
    const rows = open();
    await rows.get('#values-1').setValue('paid');
    await rows.vm.$nextTick();
    expect(kept()).toEqual({ paid: '{paid}', due: '{due}' });
    expect(rows.get('[role=alert]').text()).toContain('paid stands in another row already');
    expect((rows.get('#values-1').element as HTMLInputElement).value).toBe('due');
    await rows.get('#values-1').setValue('owed');
    expect(rows.find('[role=alert]').exists()).toBe(false);
    rows.unmount();
  });
});
