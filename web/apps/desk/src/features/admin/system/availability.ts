import { timeOfDay } from '@lingtong/ui';

export interface Period {
  readonly name: 'days' | 'month' | 'year';
  readonly begin: string;
  readonly end: string;
  readonly counted_from: string;
  readonly seconds: number;
  readonly down: number;
  readonly planned: number;
  readonly availability: number | null;
  readonly without_planned: number | null;
  readonly allowance: number;
  readonly left: number;
}

export interface Day {
  readonly day: string;
  readonly counted: number;
  readonly down: number;
  readonly planned: number;
}

export interface Outage {
  readonly id: string;
  readonly began_at: string;
  readonly ended_at: string | null;
  readonly lasted: number;
  readonly why: string;
  readonly ended_by: string;
  readonly planned: boolean;
  readonly node: string;
  readonly served_alone: number;
}

export interface Availability {
  readonly goal: number;
  readonly timezone: string;
  readonly now: string;
  readonly taking: boolean | null;
  readonly counted_from: string | null;
  readonly periods: readonly Period[];
  readonly days: readonly Day[];
  readonly outages: readonly Outage[];
  readonly outages_in_all: number;
}

/** Never rounded up: 99.999 % is said only where it was reached, 100 % only where nothing was lost. */
export function nines(share: number | null): string {
  if (share === null) return '–';
  if (share >= 1) return '100 %';
  return `${(Math.floor(share * 1e6) / 1e4).toFixed(4)} %`;
}

export interface Lasting {
  readonly words: 'seconds' | 'minutes' | 'hours' | 'days';
  readonly values: Readonly<Record<'d' | 'h' | 'm' | 's', string>>;
}

/** The two largest units of a length; tenths only below ten seconds, where one take-over differs from another. */
export function lasting(seconds: number): Lasting {
  const exact = Math.abs(seconds);
  const small = exact < 9.95;
  const whole = Math.round(exact);
  const values = {
    d: String(Math.floor(whole / 86400)),
    h: String(Math.floor((whole % 86400) / 3600)),
    m: String(Math.floor((whole % 3600) / 60)),
    s: small ? exact.toFixed(1) : String(whole % 60),
  };
  const words = whole < 60 ? 'seconds' : whole < 3600 ? 'minutes' : whole < 86400 ? 'hours' : 'days';
  return { words, values };
}

const two = (value: number) => String(value).padStart(2, '0');

/** With seconds: an outage is often shorter than a minute. */
export function instant(time: string): string {
  const at = new Date(time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOfDay(at, true)}`;
}

export type Kind = 'unknown' | 'whole' | 'planned' | 'outage';

export function kindOf({ counted, down, planned }: Day): Kind {
  if (down > planned) return 'outage';
  if (down > 0) return 'planned';
  return counted > 0 ? 'whole' : 'unknown';
}

/** 0 to 1, by orders of magnitude: a second is seen beside a day. */
export const heightOf = ({ down }: Day): number => Math.log1p(down) / Math.log1p(86400);
