import { describe, expect, it } from 'vitest';

import { i18n } from '../../../shell/words';
import { adapted, blank, fieldsOf, type Field, type Resource } from '../form/fields';
import { check } from '../form/draft';
import { GROUPS, isResource, RESOURCES } from './index';

const all = Object.values(RESOURCES);
const { te } = i18n.global;

/** A field as it is for every value of the fields that it may adapt to. */
function variants(resource: Resource, field: Field): readonly Field[] {
  if (!field.adapt) return [field];
  const choices = fieldsOf(resource).filter((one) => one.kind === 'choice');
  const drafts = choices.flatMap(({ name, options }) => options.map((option) => ({ [name]: option })));
  return drafts.map((draft) => adapted(field, draft));
}

function keysFor(resource: string, field: Field): string[] {
  const shown = field.label ?? field.name;
  const label = te(`admin.own.${resource}.${shown}`) ? [] : [`admin.field.${shown}`];
  const help = field.help ? [`admin.help.${field.help}`] : [];
  const options =
    'options' in field
      ? field.options.map((one) => `admin.option.${field.name}.${one.replaceAll('.', '_')}`)
      : [];
  const unit = field.kind === 'number' && field.unit ? [`admin.unit.${field.unit}`] : [];
  const hint = 'hint' in field && field.hint ? [`admin.check.${field.hint}`] : [];
  const inner = field.kind === 'part' ? field.fields.flatMap((one) => keysFor('agents', one)) : [];
  if (field.kind === 'rows') {
    inner.push(...field.fields.flatMap((one) => keysFor(field.name, one)));
    inner.push(...['one', 'add', 'none'].map((key) => `admin.row.${field.name}.${key}`));
  }
  if (field.kind === 'choice' && field.as === 'sentences')
    inner.push(...field.options.map((one) => `admin.sentence.${field.name}.${one}`));
  return [...label, ...help, ...options, ...unit, ...hint, ...inner];
}

describe('descriptions of what administrators keep', () => {
  it('have words for every field, help, option, unit, section and column', () => {
    const keys = all.flatMap((resource) => [
      ...['many', 'one', 'add', 'empty', 'touches'].map((key) => `admin.resource.${resource.key}.${key}`),
      ...resource.sections.map(({ title }) => `admin.section.${title}`),
      ...fieldsOf(resource)
        .flatMap((field) => variants(resource, field))
        .flatMap((field) => keysFor(resource.key, field)),
      ...resource.columns.flatMap(({ name }) =>
        te(`admin.own.${resource.key}.${name}`) ? [] : [`admin.field.${name}`],
      ),
    ]);
    expect([...new Set(keys)].filter((key) => !te(key))).toEqual([]);
  });

  it('are all in the menu, once', () => {
    expect(GROUPS.flatMap(({ keys }) => keys).sort()).toEqual(
      Object.keys(RESOURCES).filter(isResource).sort(),
    );
  });

  it('fetch every list that their fields choose from', () => {
    const missing = all.flatMap((resource) => {
      const flat = fieldsOf(resource).flatMap((field) =>
        field.kind === 'part' || field.kind === 'rows' ? field.fields : [field],
      );
      return flat.flatMap((field) =>
        [
          ...('to' in field ? [field.to] : []),
          ...('from' in field ? [field.from] : []),
          ...(field.kind === 'links' ? (field.among ?? []) : []),
        ].flatMap((to) => (resource.needs.includes(to) ? [] : [`${resource.key}.${field.name}`])),
      );
    });
    expect(missing).toEqual([]);
  });

  it('name no field twice', () => {
    for (const resource of all) {
      const names = fieldsOf(resource).map(({ name }) => name);
      expect(new Set(names).size, resource.key).toBe(names.length);
    }
  });

  it('start a new thing with values that only lack what is required', () => {
    for (const resource of all) {
      const complaints = Object.values(check(fieldsOf(resource), blank(fieldsOf(resource)), true)).flat();
      expect(
        complaints.filter(({ key }) => key !== 'required' && key !== 'never_open'),
        resource.key,
      ).toEqual([]);
    }
  });

  it('put dangerous things at the end', () => {
    for (const resource of all) {
      const dangers = resource.sections.map(({ danger }) => danger === true);
      expect(dangers, resource.key).toEqual([...dangers].sort((a, b) => Number(a) - Number(b)));
    }
  });
});
