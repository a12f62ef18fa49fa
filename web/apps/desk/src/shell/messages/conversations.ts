import type { MessageView } from '@lingtong/client';

/** With a person, or with a team. */
export interface Partner {
  readonly kind: 'agent' | 'team';
  readonly id: string;
}

export interface Conversation extends Partner {
  readonly key: string;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  readonly unread: readonly string[];
}

export const keyOf = (partner: Partner): string => `${partner.kind}:${partner.id}`;

export function partnerOf(key: string): Partner | null {
  const [kind, id] = key.split(':');
  return (kind === 'agent' || kind === 'team') && id ? { kind, id } : null;
}

function of(message: MessageView, me: string): Partner {
  if (message.to_team_id) return { kind: 'team', id: message.to_team_id };
  return { kind: 'agent', id: message.from_agent_id === me ? message.to_agent_id : message.from_agent_id };
}

/** Messages, newest first as the api gives them, put together by whom they are with; the newest talk first. */
export function conversationsOf(messages: readonly MessageView[], me: string): Conversation[] {
  const found = new Map<string, MessageView[]>();
  for (const one of messages) {
    const key = keyOf(of(one, me));
    found.set(key, [one, ...(found.get(key) ?? [])]);
  }
  return [...found].map(([key, all]) => ({
    ...(partnerOf(key) as Partner),
    key,
    messages: all,
    unread: all.filter((one) => one.from_agent_id !== me && !one.read_at).map((one) => one.message_id),
  }));
}
