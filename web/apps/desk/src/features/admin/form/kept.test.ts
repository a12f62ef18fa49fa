import { describe, expect, it } from 'vitest';

import { fieldsOf } from './fields';
import { forget, keep, overtaken, rebase, recall, type Shelf } from './kept';
import { RESOURCES } from '../resources';

const fields = fieldsOf(RESOURCES.trunks);

function shelf(): Shelf & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
  };
}

describe('kept drafts', () => {
  it('come back to the same person and thing', () => {
    const store = shelf();
    const kept = { base: { name: 'a' }, draft: { name: 'b' }, at: '2026-11-21T10:00:00Z' };
    keep(store, 'u1', 'trunks', 't1', kept, fields);
    expect(recall(store, 'u1', 'trunks', 't1')).toEqual(kept);
    expect(recall(store, 'u2', 'trunks', 't1')).toBeNull();
    forget(store, 'u1', 'trunks', 't1');
    expect(recall(store, 'u1', 'trunks', 't1')).toBeNull();
  });

  it('hold no secret', () => {
    const store = shelf();
    keep(
      store,
      'u1',
      'trunks',
      't1',
      { base: { name: 'a' }, draft: { name: 'b', password: 'hunter2' }, at: '' },
      fields,
    );
    expect([...store.all.values()].join()).not.toContain('hunter2');
  });

  it('are dropped when nothing differs any more', () => {
    const store = shelf();
    keep(store, 'u1', 'trunks', 't1', { base: { name: 'a' }, draft: { name: 'b' }, at: '' }, fields);
    keep(store, 'u1', 'trunks', 't1', { base: { name: 'a' }, draft: { name: 'a' }, at: '' }, fields);
    expect(store.all.size).toBe(0);
  });

  it('survive a broken store', () => {
    const store = shelf();
    store.all.set('lt.draft.u1.trunks.t1', '{');
    expect(recall(store, 'u1', 'trunks', 't1')).toBeNull();
  });
});

describe('two people at one form', () => {
  const base = { name: 'a', host: 'one', port: 5060 };

  it('says which fields the other has saved', () => {
    expect(overtaken(fields, base, { ...base, host: 'two' }).map(({ name }) => name)).toEqual(['host']);
  });

  it("keeps own changes over the other's", () => {
    expect(rebase(fields, base, { ...base, port: 5062 }, { ...base, host: 'two' })).toEqual({
      name: 'a',
      host: 'two',
      port: 5062,
    });
  });
});
