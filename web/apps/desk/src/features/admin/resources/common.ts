import { textOf, type Field, type FieldOf, type Values } from '../form/fields';

export const SHORT_NUMBER = /^\d{2,12}$/;
export const CODE = /^[A-Za-z0-9_.-]{1,40}$/;
/** Any form of a number that can be dialed; the server has the last word. */
export const DIALABLE = /^\+?\d[\d\s()-]{1,38}$/;

export const name: Field = { kind: 'text', name: 'name', required: true };
export const nameEn: Field = { kind: 'text', name: 'name_en', help: 'name_en' };

type More<Kind extends Field['kind']> = Partial<FieldOf<Kind>>;

export const number = (
  field: string,
  standard: number,
  min: number,
  max: number,
  more: More<'number'> = {},
): FieldOf<'number'> => ({ kind: 'number', name: field, standard, min, max, ...more });

export const seconds = (
  field: string,
  standard: number,
  max: number,
  more: More<'number'> = {},
): FieldOf<'number'> => number(field, standard, 0, max, { unit: 'seconds', ...more });

export const toggle = (field: string, standard: boolean, more: More<'toggle'> = {}): FieldOf<'toggle'> => ({
  kind: 'toggle',
  name: field,
  standard,
  ...more,
});

export const sentences = (
  field: string,
  options: readonly [string, ...string[]],
  more: More<'choice'> = {},
): FieldOf<'choice'> => ({
  kind: 'choice',
  name: field,
  options,
  standard: options[0],
  as: 'sentences',
  ...more,
});

/** Whether a field of the draft is one of these. */
export const isAny =
  (field: string, ...values: string[]) =>
  (draft: Values): boolean =>
    values.includes(textOf(draft[field]));
