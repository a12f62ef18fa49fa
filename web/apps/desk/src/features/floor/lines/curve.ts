export interface Column {
  readonly starts: string;
  readonly arrivals: number;
  readonly lines: number;
  readonly erlangs: number;
  readonly caps: number;
}

export interface Curve {
  readonly name: 'held' | 'caps';
  readonly most: number;
  /** When the highest column began. */
  readonly at: string;
  readonly bars: readonly { readonly x: number; readonly height: number; readonly isPeak: boolean }[];
}

const COLUMN = 5 * 60_000;
const COLUMNS = 288;

/** Where a column stands on the day of whoever looks. */
function placeOf(starts: string): number {
  const at = new Date(starts);
  const midnight = new Date(at).setHours(0, 0, 0, 0);
  return Math.min(Math.floor((at.getTime() - midnight) / COLUMN), COLUMNS - 1);
}

/** Both measures of the day, each with its first highest column marked. */
export function curvesOf(columns: readonly Column[]): readonly Curve[] {
  const draw = (name: Curve['name'], value: (one: Column) => number): Curve => {
    const most = Math.max(...columns.map(value), 0);
    const peak = columns.find((one) => value(one) === most);
    return {
      name,
      most,
      at: peak?.starts ?? '',
      bars: columns.map((one) => ({
        x: placeOf(one.starts),
        height: most ? value(one) / most : 0,
        isPeak: one === peak,
      })),
    };
  };
  return columns.length ? [draw('held', (one) => one.lines), draw('caps', (one) => one.caps)] : [];
}
