import type { IconName } from '@lingtong/ui';
import type { RouteRecordRaw } from 'vue-router';

/** A place in the rail. `words` is a message key; without `anyOf` everybody sees it. */
export interface RailEntry {
  readonly to: string;
  readonly icon: IconName;
  readonly words: string;
  readonly order: number;
  readonly anyOf?: readonly string[];
}

/** A place that only the palette and links reach. */
export type Place = Pick<RailEntry, 'to' | 'words' | 'anyOf'>;

/**
 * What a feature adds to the shell: the default export of `features/<name>/routes.ts`. Its words stand in
 * `features/<name>/words/{zh-CN,en}.json` and begin with the folder's name in camel case.
 */
export interface Feature {
  readonly routes: readonly RouteRecordRaw[];
  readonly rail?: readonly RailEntry[];
  readonly places?: readonly Place[];
}

const found = import.meta.glob<{ default: Feature }>('../features/*/routes.ts', { eager: true });

export const features: readonly Feature[] = Object.values(found).map((one) => one.default);

export const rail: readonly RailEntry[] = features
  .flatMap((one) => one.rail ?? [])
  .sort((a, b) => a.order - b.order);

export const places: readonly Place[] = [...rail, ...features.flatMap((one) => one.places ?? [])];

export const RAIL_LIMIT = 7;
