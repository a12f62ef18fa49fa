import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';

import type { Json } from './form/fields';
import { RESOURCES } from './resources';
import { openDrawer, type Drawer } from './testing';

describe('the form of a queue', () => {
  let drawer: Drawer;
  const open = async (...asked: Parameters<typeof openDrawer>): Promise<void> => {
    drawer = await openDrawer(...asked);
  };
  afterEach(() => drawer.close());
  const queue = { number: '3001', name: '故障报修', name_en: 'Fault report' };

  it('adds rings, each later than the one before, and sends them', async () => {
    await open('queues', queue);
    await drawer.button('＋ Add ring').trigger('click');
    await drawer.button('＋ Add ring').trigger('click');
    await drawer.field('rings-0-skills').setValue('s1');
    await drawer.field('rings-1-borrow').setValue('q2');
    expect(drawer.page.text()).toContain('Rings: None → 30');
    await drawer.save();
    expect(drawer.server.sent[0]?.body.rings).toEqual([
      { after: 30, skills: { s1: 5 }, borrow: [] },
      { after: 60, skills: {}, borrow: ['q2'] },
    ]);
  });

  it('moves a ring to the place of its neighbor; times stay where they are', async () => {
    const rings: Json = [
      { after: 20, skills: { s1: 3 }, borrow: [] },
      { after: 50, skills: {}, borrow: ['q2'] },
    ];
    await open('queues', { ...queue, rings });
    await drawer.button('Move Ring 2 earlier').trigger('click');
    await flushPromises();
    expect((document.activeElement as HTMLElement).id).toBe('field-rings-0-after');
    await drawer.save();
    expect(drawer.server.sent[0]?.body.rings).toEqual([
      { after: 20, skills: {}, borrow: ['q2'] },
      { after: 50, skills: { s1: 3 }, borrow: [] },
    ]);
    await drawer.button('Remove Ring 1').trigger('click');
    expect(drawer.page.findAll('[aria-label="Ring 2"]')).toHaveLength(0);
  });

  it('lets no queue borrow from itself, and no ring open before another', async () => {
    const rings: Json = [
      { after: 20, skills: {}, borrow: ['q2'] },
      { after: 60, skills: {}, borrow: [] },
    ];
    await open('queues', { ...queue, rings }, 'q1');
    const offered = drawer.field('rings-1-borrow').findAll('option');
    expect(offered.map((one) => one.text())).toEqual(['＋ Add', 'Billing']);
    await drawer.field('rings-1-after').setValue('10');
    await drawer.save();
    expect(drawer.server.sent).toEqual([]);
    expect(drawer.around('rings-1-after')).toContain('Later than the one before it.');
    expect(document.activeElement).toBe(drawer.field('rings-1-after').element);
  });

  it("puts the server's refusal into the cell that it means", async () => {
    const rings: Json = [
      { after: 20, skills: {}, borrow: ['q2'] },
      { after: 60, skills: { s1: 1 }, borrow: [] },
    ];
    await open('queues', { ...queue, rings });
    drawer.server.refuse('rings.1.after', 'rings_order');
    await drawer.field('priority').setValue('5');
    await drawer.save();
    expect(drawer.around('rings-1-after')).toContain('Each ring must open later');
    expect(drawer.around('rings-0-after')).not.toContain('Each ring');
    expect(drawer.field('rings-1-after').attributes('aria-invalid')).toBe('true');
    expect(drawer.page.text()).toContain('1 fields need attention');
    await drawer.field('rings-1-after').setValue('70');
    expect(drawer.around('rings-1-after')).not.toContain('Each ring');
  });

  it('says of a whole row what concerns it, and of a field what the server only warns of', async () => {
    const rings: Json = [{ after: 20, skills: {}, borrow: [] }];
    const warnings = [
      { field: 'rings.0', code: 'ring_finds_nobody', message: 'x', severity: 'warning', params: {} },
      { field: 'choice', code: 'ring_all_connected', message: 'x', severity: 'warning', params: {} },
    ];
    await open('queues', { ...queue, rings, choice: 'ring_all', warnings });
    expect(drawer.page.text()).toContain('Saved. 2 points are worth a look.');
    expect(drawer.page.get('[aria-label="Ring 1"]').text()).toContain('it finds nobody more');
    expect(drawer.page.text()).toContain('Some phones stay connected');
    await drawer.field('weight').setValue('2');
    await drawer.save();
    expect(drawer.server.sent).toHaveLength(1);
  });

  it('begins the target again when a rule does something else', async () => {
    const after_wait = [{ after: 60, do: 'queue', target: 'q2' }];
    await open('queues', { ...queue, after_wait });
    await drawer.field('after_wait-0-do').setValue('number');
    expect((drawer.field('after_wait-0-target').element as HTMLInputElement).value).toBe('');
    await drawer.save();
    expect(drawer.server.sent).toEqual([]);
    expect(drawer.around('after_wait-0-target')).toContain('Needed to save.');
    await drawer.field('after_wait-0-target').setValue('0531 8601 2345');
    await drawer.save();
    expect(drawer.server.sent[0]?.body.after_wait).toEqual([
      { after: 60, do: 'number', target: '0531 8601 2345' },
    ]);
  });

  it('says in a sentence what aging and weight come to, and whom the change touches', async () => {
    await open('queues', { ...queue, priority: 10 }, 'q1');
    expect(drawer.page.text()).not.toContain('stands like priority');
    await drawer.field('aging').setValue('2');
    await drawer.field('weight').setValue('3');
    expect(drawer.page.text()).toContain('stands like priority 30 instead of 10.');
    expect(drawer.page.text()).toContain('20 s of waiting here count like 60 s');
    expect(drawer.field('aging').attributes('aria-describedby')).toContain('field-aging-example');
    expect(drawer.page.text()).toContain('Affects 1 agents, from the next call.');
  });

  it('gives each way of choosing a sentence that is read with it', async () => {
    await open('queues', queue);
    const ranked = drawer.page.get('input[value=ranked]');
    const told = ranked.attributes('aria-describedby')?.split(' ')[0] ?? '';
    expect(drawer.page.get(`#${told}`).text()).toContain('Best first');
  });

  it('shows what belongs to a callback only where there is one', async () => {
    await open('queues', queue);
    expect(drawer.page.find('#field-callback_after').exists()).toBe(false);
    await drawer.page.get('input[value=customer_first]').setValue(true);
    expect((drawer.field('callback_again').element as HTMLInputElement).value).toBe('15');
    expect(drawer.page.text()).toContain('Up to 3 calls, 15 min apart.');
  });

  it('leads to each part of a long form, and says where something is wrong', async () => {
    await open('queues', { ...queue, name: '' });
    const index = drawer.page.get('nav[aria-label="Parts of this form"]');
    expect(index.findAll('button')).toHaveLength(RESOURCES.queues.sections.length);
    await drawer.field('weight').setValue('2');
    await drawer.save();
    expect(index.findAll('button')[0]?.text()).toContain('▲');
    await index.findAll('button')[3]?.trigger('click');
    expect(document.activeElement?.textContent).toBe('Whose turn it is');
  });
});
