import { http, Refused, useSession } from '@lingtong/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref, shallowRef, watch } from 'vue';

import { adminKey, pathOf } from '../api';
import { bodyOf, changes, check, checkDeep, same, type Complaints } from './draft';
import {
  blank,
  fieldNamed,
  fieldsOf,
  textOf,
  withChange,
  type Field,
  type Json,
  type Resource,
  type Values,
} from './fields';
import { placeErrors, type ServerFinding } from './says';
import { forget, keep, overtaken, rebase, recall } from './kept';

export const NEW = 'new';

/** One thing of one resource in the drawer: nothing applies before `save`, nothing typed is lost by leaving. */
export function useForm(resource: () => Resource, id: () => string, say: (error: unknown) => string) {
  const queries = useQueryClient();
  const session = useSession();
  const owner = session.user?.id ?? '';
  const shelf = window.sessionStorage;

  const fields = computed(() => fieldsOf(resource()));
  const isNew = computed(() => id() === NEW);
  const incoming = (row: Values): Values => resource().incoming?.(row) ?? row;
  const fetchOne = async (): Promise<Values> =>
    incoming(await http.get<Values>(pathOf(resource().key, id())));
  const saved = useQuery({
    queryKey: computed(() => adminKey(resource().key, id())),
    queryFn: () => (isNew.value ? Promise.resolve(blank(fields.value)) : fetchOne()),
    staleTime: 0,
  });

  const base = shallowRef<Values | null>(null);
  const draft = shallowRef<Values>({});
  const complaints = shallowRef<Complaints>({});
  const problem = ref('');
  const saving = ref(false);
  const savedAt = ref<Date | null>(null);
  const cameBack = ref('');
  const theirs = shallowRef<readonly Field[]>([]);

  const changed = computed(() => (base.value ? changes(fields.value, base.value, draft.value) : []));
  /** What the server keeps but finds questionable, as long as the field is as it was saved. */
  const warnings = computed<Complaints>(() => {
    const said = (saved.data.value?.warnings ?? []) as unknown as readonly ServerFinding[];
    const standing = said.filter(({ field: path }) => !touched(path.split('.')[0] ?? ''));
    return placeErrors(fields.value, standing);
  });
  const touched = (name: string): boolean => !same(saved.data.value?.[name], draft.value[name]);
  const dirty = computed(() => changed.value.length > 0);

  watch([() => resource().key, id], () => {
    base.value = null;
    [problem.value, cameBack.value, savedAt.value] = ['', '', null];
    [complaints.value, theirs.value] = [{}, []];
  });
  watch([saved.data, base], () => take(saved.data.value), { immediate: true });

  function take(current: Values | undefined): void {
    if (!current) return;
    if (base.value === null) return begin(current);
    if (!dirty.value)
      [base.value, draft.value] = same(base.value, current) ? [base.value, draft.value] : [current, current];
    else theirs.value = overtaken(fields.value, base.value, current);
  }

  function begin(current: Values): void {
    const kept = recall(shelf, owner, resource().key, id());
    draft.value = kept ? { ...blank(fields.value), ...kept.base, ...kept.draft } : current;
    cameBack.value = kept?.at ?? '';
    theirs.value = kept ? overtaken(fields.value, kept.base, current) : [];
    base.value = kept?.base ?? current;
  }

  function set(name: string, value: Json): void {
    change(withChange(fields.value, draft.value, name, value));
  }

  function change(values: Values): void {
    if (!base.value) return;
    const changedNames = Object.keys(values).filter((name) => !same(values[name], draft.value[name]));
    draft.value = { ...draft.value, ...values };
    savedAt.value = null;
    const kept = { base: base.value, draft: draft.value, at: new Date().toISOString() };
    keep(shelf, owner, resource().key, id(), kept, fields.value);
    for (const name of changedNames)
      if (Object.keys(complaints.value).some((path) => path === name || path.startsWith(`${name}.`)))
        leave(name);
  }

  /** Checks one field as the person leaves it; what the server said about it is taken back. */
  function leave(name: string): void {
    const field = fieldNamed(fields.value, name, draft.value);
    if (!field) return;
    const rest = Object.entries(complaints.value).filter(
      ([key]) => key !== name && !key.startsWith(`${name}.`),
    );
    const found = checkDeep(field, draft.value[name], isNew.value);
    complaints.value = { ...Object.fromEntries(rest), ...found };
  }

  function takeTheirs(): void {
    const current = saved.data.value;
    if (!current || !base.value) return;
    draft.value = rebase(fields.value, base.value, draft.value, current);
    base.value = current;
    theirs.value = [];
  }

  function discard(): void {
    forget(shelf, owner, resource().key, id());
    const current = saved.data.value ?? base.value ?? {};
    [base.value, draft.value, complaints.value, theirs.value] = [current, current, {}, []];
    [problem.value, cameBack.value] = ['', ''];
  }

  /** The answer of the server, or null where it was refused (then it is said at the fields). */
  async function save(): Promise<Values | null> {
    if (saving.value || !base.value) return null;
    problem.value = '';
    complaints.value = check(fields.value, draft.value, isNew.value);
    if (Object.keys(complaints.value).length > 0) return null;
    saving.value = true;
    try {
      return await send(bodyOf(fields.value, base.value, draft.value));
    } catch (error) {
      refuse(error);
      return null;
    } finally {
      saving.value = false;
    }
  }

  async function send(body: Values): Promise<Values> {
    const { key } = resource();
    const answer = isNew.value
      ? await http.post<Values | undefined>(pathOf(key), body)
      : await http.put<Values | undefined>(pathOf(key, id()), body);
    forget(shelf, owner, key, id());
    cameBack.value = '';
    theirs.value = [];
    if (!isNew.value) {
      const now = incoming(
        answer && textOf(answer.id) ? answer : { ...draft.value, ...withoutSecrets(body) },
      );
      queries.setQueryData([...adminKey(key, id())], now);
      [base.value, draft.value] = [now, now];
    }
    savedAt.value = new Date();
    await queries.invalidateQueries({ queryKey: ['admin'] });
    return answer ?? body;
  }

  function withoutSecrets(body: Values): Values {
    const secret = new Set(fields.value.filter(({ kind }) => kind === 'secret').map(({ name }) => name));
    return Object.fromEntries(Object.entries(body).filter(([name]) => !secret.has(name)));
  }

  function refuse(error: unknown): void {
    const errors: readonly ServerFinding[] = error instanceof Refused ? error.errors : [];
    if (error instanceof Refused && error.code === 'catalog.stale') void saved.refetch();
    complaints.value = placeErrors(fields.value, errors);
    const placed = Object.keys(complaints.value).some((name) => name !== '');
    if (!placed) problem.value = say(error);
  }

  return {
    fields,
    isNew,
    saved,
    base,
    draft,
    complaints,
    problem,
    saving,
    savedAt,
    cameBack,
    theirs,
    warnings,
    changed,
    dirty,
    set,
    change,
    leave,
    takeTheirs,
    discard,
    save,
  };
}

export type Form = ReturnType<typeof useForm>;
