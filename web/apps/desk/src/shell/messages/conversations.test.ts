import type { MessageView } from '@lingtong/client';
import { describe, expect, it } from 'vitest';

import { conversationsOf, keyOf, partnerOf } from './conversations';

const message = (n: number, change: Partial<MessageView>): MessageView => ({
  message_id: String(n),
  at: `2026-11-21T10:0${n}:00Z`,
  from_agent_id: 'me',
  from_name: '',
  to_agent_id: '',
  to_team_id: '',
  text: String(n),
  read_at: null,
  ...change,
});

describe('conversations', () => {
  it('put both directions with one person together, oldest first, the newest talk on top', () => {
    const newestFirst = [
      message(4, { to_team_id: 'day' }),
      message(3, { from_agent_id: 'wu', to_agent_id: 'me' }),
      message(2, { to_agent_id: 'wu' }),
      message(1, { from_agent_id: 'wu', to_agent_id: 'me', read_at: '2026-11-21T10:01:30Z' }),
    ];
    const found = conversationsOf(newestFirst, 'me');
    expect(found.map((one) => one.key)).toEqual(['team:day', 'agent:wu']);
    expect(found[1]?.messages.map((one) => one.text)).toEqual(['1', '2', '3']);
  });

  it('count as unread only what others have written', () => {
    const found = conversationsOf(
      [message(2, { from_agent_id: 'wu', to_team_id: 'day' }), message(1, { to_team_id: 'day' })],
      'me',
    );
    expect(found[0]?.unread).toEqual(['2']);
  });

  it('are found again by their key', () => {
    expect(partnerOf(keyOf({ kind: 'team', id: 'x-1' }))).toEqual({ kind: 'team', id: 'x-1' });
    expect(partnerOf('nobody')).toBeNull();
  });
});
