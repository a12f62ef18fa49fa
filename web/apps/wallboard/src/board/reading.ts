import {
  FIGURES as DEFINITIONS,
  type AgentCounters,
  type EntryPointFigures,
  type FigureDefinition,
  type PortsNow,
  type QueueFigures,
  type SurgeNow,
  type TrunkFigures,
} from '@lingtong/client';
import { count, duration } from '@lingtong/ui';

import type { Tile } from './boards';
import type { Mark } from './figures';

/** What a wall knows; no names, so no agents. */
export interface Known {
  readonly queues: ReadonlyMap<string, QueueFigures>;
  readonly entryPoints: ReadonlyMap<string, EntryPointFigures>;
  readonly media: ReadonlyMap<string, EntryPointFigures>;
  readonly trunks: ReadonlyMap<string, TrunkFigures>;
  readonly surge: ReadonlyMap<string, SurgeNow>;
  readonly counters: AgentCounters | null;
  readonly ports: PortsNow | null;
}

export interface TileReading {
  readonly text: string;
  readonly rest: string;
  readonly mark: Mark;
}

const BY_CODE = new Map<string, FigureDefinition>(DEFINITIONS.map((one) => [one.code, one]));
const MEDIA = 'media:';
const MINUTES_FROM = 600;
const FAR = 2; // times the goal, or half of it
const FAR_SHARE = 0.1;
const NO_CALLS = {
  lines: 0,
  erlangs: 0,
  lines_hour: 0,
  lines_day: 0,
  caps: 0,
  caps_minute: 0,
  caps_hour: 0,
  caps_day: 0,
};

export const definitionOf = (code: string): FigureDefinition | undefined => BY_CODE.get(code);

/** Those that a wall may show. */
export const ON_WALLS = DEFINITIONS.filter((one) => one.of !== 'agent');

function sourceOf(tile: Tile, known: Known): unknown {
  const of = definitionOf(tile.figure)?.of;
  if (of === 'queue') return known.queues.get(tile.of);
  if (of === 'trunk') return withSurge(known.trunks.get(tile.of), 'trunk', tile.of, known);
  if (of === 'entry_point')
    return tile.of.startsWith(MEDIA)
      ? known.media.get(tile.of.slice(MEDIA.length))
      : withSurge(known.entryPoints.get(tile.of), 'entry_point', tile.of, known);
  return known.counters && withSurge({ ...known.counters, ports: known.ports }, 'center', '', known);
}

/** Both measures of a surge stand beside the thing that they are of; before its first call they are zero. */
function withSurge(thing: object | undefined, kind: string, id: string, known: Known): unknown {
  return thing && { ...thing, surge: known.surge.get(`${kind}:${id}`) ?? NO_CALLS };
}

/** The number behind a tile, a moment as the seconds since; null where there is none. */
export function valueOf(tile: Tile, known: Known, since: (at: string) => number | null): number | null {
  let value: unknown = sourceOf(tile, known);
  for (const step of definitionOf(tile.figure)?.field.split('.') ?? [])
    value = (value as Record<string, unknown> | null | undefined)?.[step];
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return since(value);
  return typeof value === 'number' ? value : null;
}

export function readTile(tile: Tile, known: Known, since: (at: string) => number | null): TileReading {
  const value = valueOf(tile, known, since);
  const definition = definitionOf(tile.figure);
  if (value === null || !definition) return { text: '–', rest: '', mark: 'none' };
  const mark = markOf(definition, value, tile.goal);
  // Two signs beside the number leave no room for a decimal.
  return { ...written(definition, value, mark.startsWith('far') ? 0 : 1), mark };
}

/** A goal in the words of its figure. */
export function goalText(tile: Tile): string {
  const definition = definitionOf(tile.figure);
  if (tile.goal === null || !definition) return '';
  const { text, rest } = written(definition, tile.goal, 0);
  return `${definition.good === 'high' ? '≥' : '≤'} ${text}${rest}`;
}

/** The name of what a tile is of, for the line below its number. */
export function thingOf(tile: Tile, known: Known, english: boolean): string {
  const source = sourceOf(tile, known) as { name?: string; name_en?: string } | null | undefined;
  return (english && source?.name_en) || source?.name || '';
}

function written(
  { unit, code }: FigureDefinition,
  value: number,
  decimals: number,
): { text: string; rest: string } {
  if (code === 'trunk.up') return { text: value ? '✓' : '✕', rest: '' };
  if (unit === 'rate') return { text: value.toFixed(1), rest: '' };
  if (unit === 'count') return { text: count(value), rest: '' };
  if (unit === 'share') {
    const percent = value * 100;
    const sign = code === 'queue.change' && percent > 0 ? '+' : '';
    const digits = code === 'queue.change' || value === 1 ? 0 : decimals;
    return { text: `${sign}${percent.toFixed(digits)}`, rest: '%' };
  }
  if (value >= MINUTES_FROM) return { text: count(Math.floor(value / 60)), rest: '′' };
  return { text: duration(value), rest: '' };
}

function markOf({ good, unit }: FigureDefinition, value: number, goal: number | null): Mark {
  if (goal === null || good === '') return 'none';
  if (good === 'low') {
    if (value <= goal) return 'none';
    return value > goal * FAR ? 'far_over' : 'over';
  }
  if (value >= goal) return 'none';
  const far = unit === 'share' ? goal - FAR_SHARE : goal / FAR;
  return value < far ? 'far_under' : 'under';
}
