import type { Resource } from '../form/fields';
import { name, nameEn, number, seconds, sentences } from './common';

const MAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$/;

/** Where callers leave messages. */
export const voicemailBoxes: Resource = {
  key: 'voicemail-boxes',
  permission: 'admin.center',
  columns: [{ name: 'name' }, { name: 'agent_id' }, { name: 'queue_id' }, { name: 'mail_to' }],
  needs: ['voicemail-boxes', 'agents', 'queues'],
  sections: [
    { title: 'who', fields: [name, nameEn] },
    {
      title: 'box_whose',
      fields: [
        { kind: 'link', name: 'agent_id', to: 'agents', help: 'box_agent' },
        { kind: 'link', name: 'queue_id', to: 'queues', help: 'box_queue' },
      ],
    },
    {
      title: 'box_unreached',
      fields: [
        sentences('unreached', ['site', 'yes', 'no'], { when: (draft) => Boolean(draft.agent_id) }),
        seconds('ring_for', 20, 120, { min: 5, help: 'box_ring' }),
      ],
    },
    {
      title: 'box_how',
      fields: [
        { kind: 'prompt', name: 'greeting', help: 'box_greeting' },
        seconds('longest', 120, 600, { min: 5 }),
        seconds('silence', 6, 60, { zero: 'never', help: 'box_silence' }),
        number('quota', 200, 1, 10_000, { help: 'box_quota' }),
        number('keep_days', 180, 0, 3650, { unit: 'days', zero: 'no_limit', help: 'box_keep' }),
        number('trash_days', 30, 0, 365, { unit: 'days', help: 'box_trash' }),
      ],
    },
    {
      title: 'box_mail',
      fields: [
        { kind: 'text', name: 'mail_to', pattern: MAIL, hint: 'mail', help: 'box_mail' },
        sentences('mail', ['notice', 'sound'], { when: (draft) => Boolean(draft.mail_to) }),
      ],
    },
  ],
};

/** Named by queues; the page of the surveys keeps what is in it. */
export const surveys: Resource = {
  key: 'surveys',
  permission: 'admin.center',
  columns: [{ name: 'name' }],
  needs: ['surveys'],
  sections: [{ title: 'who', fields: [name, nameEn] }],
};
