import type { PartyView, Watching } from '@lingtong/client';
import { interactionView } from '@lingtong/client/testing';
import { describe, expect, it } from 'vitest';

import { i18n } from '../shell/words';
import { hearing } from './watching';

const party = (role: PartyView['role'], change: Partial<PartyView> = {}): PartyView => ({
  leg_id: role,
  role,
  name: '',
  number: '',
  agent_id: '',
  state: 'connected',
  muted: false,
  since: '2026-11-21T10:00:00Z',
  ...change,
});
const agent = party('agent', { agent_id: 'li', name: '李明' });
const customer = party('customer');
const watching = (change: Partial<Watching> = {}): Watching => ({
  interaction_id: 'i1',
  target_id: 'li',
  mode: 'monitor',
  since: '2026-11-21T10:00:00Z',
  state: 'on',
  ...change,
});
const call = (change = {}) =>
  interactionView({
    agent_id: 'li',
    parties: [customer, agent],
    hears: { agent: ['customer'], customer: ['agent'] },
    ...change,
  });
const said = (...args: Parameters<typeof hearing>): string => {
  const found = hearing(...args);
  const t = i18n.global.t;
  i18n.global.locale.value = 'en';
  return [t(found.key, found.params), found.back && t(found.back, found.params), found.music]
    .filter(Boolean)
    .join('. ');
};

describe('who hears whom', () => {
  it('is said with both names, and that nobody hears a monitor', () => {
    expect(said(watching(), call(), '李明')).toBe('You hear 李明 and 138 **** 2046. Nobody hears you');
  });

  it('says that only the agent hears a whisper, and all hear who barges in', () => {
    expect(said(watching({ mode: 'whisper' }), call(), '李明')).toContain('Only 李明 hears you');
    expect(said(watching({ mode: 'barge_in' }), call(), '李明')).toContain('All hear you');
  });

  it('names who hears music while the call is on hold', () => {
    const held = call({ state: 'hold', hears: { agent: [], customer: [] } });
    expect(said(watching(), held, '李明')).toBe('You hear 李明. Nobody hears you. 138 **** 2046');
  });

  it('follows the agent into a consultation', () => {
    const zhang = party('consultant', { name: '张华', number: '1002' });
    const consult = call({
      state: 'consult',
      parties: [{ ...customer, state: 'hold' }, agent, zhang],
      hears: { agent: ['consultant'], consultant: ['agent'], customer: [] },
    });
    expect(said(watching(), consult, '李明')).toContain('You hear 李明 and 张华 1002');
  });

  it('says that the own phone is being called', () => {
    expect(said(watching({ state: 'connecting' }), null, '李明')).toBe(
      "Connecting your phone to 李明's call",
    );
  });
});
