import type { Field } from '../form/fields';
import { DIALABLE, isAny } from './common';

/** What a queue has several of, in the order of time. */
export const ringFields: readonly Field[] = [
  { kind: 'number', name: 'after', unit: 'seconds', min: 1, max: 86_400 },
  { kind: 'levels', name: 'skills', to: 'skills', min: 1, max: 10, compact: true, help: 'ring_skills' },
  { kind: 'links', name: 'borrow', to: 'queues', compact: true },
];

export const ruleFields: readonly Field[] = [
  { kind: 'number', name: 'after', unit: 'seconds', min: 1, max: 86_400 },
  {
    kind: 'choice',
    name: 'do',
    options: ['queue', 'site', 'number', 'callback', 'message', 'hang_up'],
    as: 'menu',
    clears: ['target'],
  },
  { kind: 'link', name: 'target', to: 'queues', required: true, when: isAny('do', 'queue') },
  { kind: 'link', name: 'target', to: 'sites', required: true, when: isAny('do', 'site') },
  {
    kind: 'text',
    name: 'target',
    required: true,
    pattern: DIALABLE,
    hint: 'dialed',
    when: isAny('do', 'number'),
  },
  { kind: 'prompt', name: 'target', label: 'prompt', when: isAny('do', 'hang_up') },
];
