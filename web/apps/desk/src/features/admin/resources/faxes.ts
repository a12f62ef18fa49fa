import type { Resource, Values } from '../form/fields';
import { name, nameEn, number, seconds, toggle } from './common';

const offers = (draft: Values): boolean => draft.offered !== false;

/** What is done with faxes that came, and how long faxes are kept. */
export const faxRules: Resource = {
  key: 'fax-rules',
  permission: 'admin.center',
  columns: [
    { name: 'name' },
    { name: 'queues' },
    { name: 'answer_within', align: 'end' },
    { name: 'offered' },
    { name: 'keep_days', align: 'end' },
  ],
  needs: ['fax-rules', 'queues'],
  sections: [
    {
      title: 'who',
      fields: [name, nameEn, { kind: 'links', name: 'queues', to: 'queues', help: 'fax_queues' }],
    },
    {
      title: 'fax_work',
      fields: [
        number('answer_within', 14_400, 0, 2_592_000, {
          unit: 'hours',
          scale: 1 / 3600,
          zero: 'no_limit',
          help: 'fax_answer_within',
        }),
        toggle('offered', true, { help: 'fax_offered' }),
        seconds('offer_for', 60, 3600, { min: 10, when: offers, help: 'fax_offer_for' }),
        number('at_once', 3, 1, 100, { when: offers, help: 'fax_at_once' }),
      ],
    },
    {
      title: 'fax_kept',
      fields: [number('keep_days', 0, 0, 36_500, { unit: 'days', zero: 'no_limit', help: 'fax_keep' })],
    },
  ],
};
