/** A day of each site, as `/api/figures/sites` gives it. */

export interface SiteFigures {
  readonly site_id: string;
  readonly name: string;
  readonly name_en: string;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly service_level: number | null;
  readonly answer_rate: number | null;
  readonly asa: number | null;
  readonly staff: number;
  readonly logged_in: number;
  readonly handled: number;
  readonly aht: number | null;
  readonly occupancy: number | null;
  readonly utilization: number | null;
}

export interface SiteDay {
  readonly day: string;
  readonly sites: readonly SiteFigures[];
}

type Name = Exclude<keyof SiteFigures, 'site_id' | 'name' | 'name_en'>;
export interface Figure {
  readonly name: Name;
  readonly unit: 'count' | 'share' | 'seconds';
  /** Which end is the better one; none where more is just more. */
  readonly better?: 'more' | 'less';
}

export const FIGURES: readonly Figure[] = [
  { name: 'offered', unit: 'count' },
  { name: 'answered', unit: 'count' },
  { name: 'abandoned', unit: 'count' },
  { name: 'service_level', unit: 'share', better: 'more' },
  { name: 'answer_rate', unit: 'share', better: 'more' },
  { name: 'asa', unit: 'seconds', better: 'less' },
  { name: 'staff', unit: 'count' },
  { name: 'logged_in', unit: 'seconds' },
  { name: 'handled', unit: 'count' },
  { name: 'aht', unit: 'seconds' },
  { name: 'occupancy', unit: 'share' },
  { name: 'utilization', unit: 'share' },
];

/** By figure: the site that is better than all others; those without a value, and what is of no site, stand aside. */
export function bestOf(sites: readonly SiteFigures[]): Partial<Record<Name, string>> {
  const best: Partial<Record<Name, string>> = {};
  for (const { name, better } of FIGURES) {
    if (!better) continue;
    const sign = better === 'more' ? 1 : -1;
    const ranked = sites
      .filter((site) => site.site_id && site[name] !== null)
      .map((site) => ({ id: site.site_id, value: sign * (site[name] ?? 0) }))
      .sort((a, b) => b.value - a.value);
    const [first, second] = ranked;
    if (first && second && first.value > second.value) best[name] = first.id;
  }
  return best;
}
