import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';

import { openDrawer, type Drawer } from './testing';

describe('the forms of agents, alarms and plans', () => {
  let drawer: Drawer;
  const open = async (...asked: Parameters<typeof openDrawer>): Promise<void> => {
    drawer = await openDrawer(...asked);
  };
  afterEach(() => drawer.close());

  it('keeps a PIN that nobody touched, sends a new one, and takes one away', async () => {
    const agent = { agent_number: '1001', name: 'Wang Li', has_pin: true, pin: null };
    await open('agents', { ...agent, pin: '' });
    await drawer.field('rank').setValue('1');
    await drawer.save();
    expect(drawer.server.sent[0]?.body).not.toHaveProperty('pin');
    await drawer.field('pin').setValue('12a4');
    await drawer.save();
    expect(drawer.around('pin')).toContain('Four to eight digits.');
    await drawer.field('pin').setValue('');
    await drawer.button('Take away').trigger('click');
    expect(drawer.page.text()).toContain('PIN at shared phones: taken away');
    await drawer.save();
    expect(drawer.server.sent.at(-1)?.body.pin).toBe('');
  });

  it('keeps qualifications with their last day', async () => {
    await open('agents', {
      agent_number: '1001',
      name: 'Wang Li',
      qualifications: { 'First aid': '2020-01-31' },
    });
    expect(drawer.around('qualifications')).toContain('expired');
    await drawer.field('qualifications').setValue('CET-4');
    await drawer.field('qualifications').trigger('keydown', { key: 'Enter' });
    await drawer.page.get('[aria-label="Last day of CET-4"]').setValue('2030-06-30');
    await drawer.save();
    expect(drawer.server.sent[0]?.body.qualifications).toEqual({
      'First aid': '2020-01-31',
      'CET-4': '2030-06-30',
    });
  });

  it('asks for the number of a telephone outside', async () => {
    await open('agents', { agent_number: '1001', name: 'Wang Li' });
    await drawer.page.get('input[value=mobile]').setValue(true);
    await drawer.save();
    expect(drawer.server.sent).toEqual([]);
    expect(drawer.around('mobile')).toContain('Needed to save.');
  });

  it('gives a limit the unit of its figure, and begins again with another figure', async () => {
    const rule = { name: '等待', figure: 'longest_wait', limit: 45, about: ['q1'] };
    await open('alarm-rules', rule);
    expect(drawer.around('limit')).toContain('above');
    expect(drawer.page.text()).toContain('Over once the figure is at 36 s or below.');
    await drawer.field('figure').setValue('service_level');
    expect((drawer.field('limit').element as HTMLInputElement).value).toBe('80');
    expect(drawer.around('limit')).toContain('below');
    expect(drawer.page.text()).toContain('Over once the figure is at 90 % or above.');
    expect(drawer.page.text()).toMatch(/Limit: 45\ss → 80\s%/);
    await drawer.field('figure').setValue('long_talk');
    expect(drawer.page.text()).toContain('Wang Li');
    await drawer.save();
    expect(drawer.server.sent[0]?.body).toMatchObject({ figure: 'long_talk', limit: 900, about: [] });
  });

  it('sounds for alarms alone and asks where mails and posts go', async () => {
    const deliver = ['screen', 'sound', 'mail', 'webhook'];
    const rule = { name: '等待', figure: 'waiting', limit: 10, level: 'alarm', deliver };
    await open('alarm-rules', rule);
    await drawer.page.get('input[value=alert]').setValue(true);
    expect(drawer.page.text()).toContain('Sound is for alarms alone.');
    await drawer.save();
    expect(drawer.server.sent).toEqual([]);
    await drawer.field('mail_to').setValue('duty');
    await drawer.field('mail_to').trigger('blur');
    expect(drawer.around('mail_to')).toContain('“duty” is no mail address.');
    await drawer.field('mail_to').setValue('duty@example.com');
    await drawer.field('webhook').setValue('https://hooks.example.com/lingtong');
    await drawer.save();
    expect(drawer.server.sent[0]?.body.deliver).toEqual(['screen', 'mail', 'webhook']);
  });

  it('places a refusal of the whole at the field that its sentence begins with', async () => {
    await open('alarm-rules', { name: '等待', figure: 'waiting', limit: 10 });
    const message = 'This: Value error, limit: a share lies between 0 and 1.';
    const errors = [{ field: '', code: 'value_error', message, severity: 'error', params: {} }];
    drawer.server.answer = {
      status: 422,
      body: { code: 'catalog.invalid', message: 'no', params: {}, errors },
    };
    await drawer.field('limit').setValue('11');
    await drawer.save();
    expect(drawer.around('limit')).toContain('a share lies between 0 and 1.');
  });

  it('shows the signing secret when asked, and hides it again', async () => {
    await open('alarm-rules', { name: '等待', figure: 'waiting', limit: 10 });
    expect(drawer.page.text()).not.toContain('signed\n');
    await drawer.button('Show the secret').trigger('click');
    await flushPromises();
    expect(drawer.page.get('.signing__value').text()).toBe('signed');
    await drawer.button('Hide').trigger('click');
    expect(drawer.page.find('.signing__value').exists()).toBe(false);
  });

  it('leads queues to queues and entry points to flows in a plan', async () => {
    await open('plans', { name: '台风' });
    await drawer.field('overflow').setValue('q1');
    await drawer.save();
    expect(drawer.server.sent).toEqual([]);
    expect(drawer.around('overflow')).toContain('Choose where each one leads.');
    const target = drawer.page.get('[aria-label="Where Fault report leads"]');
    expect(target.findAll('option').map((one) => one.text())).toEqual(['Choose', 'Billing']);
    await target.setValue('q2');
    await drawer.field('flows').setValue('e1');
    await drawer.page.get('[aria-label="Where Power line leads"]').setValue('f1');
    await drawer.save();
    expect(drawer.server.sent[0]?.body).toMatchObject({ overflow: { q1: 'q2' }, flows: { e1: 'f1' } });
  });
});
