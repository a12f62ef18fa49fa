// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
type Theme = Readonly<Record<string, string>>;

const file = fileURLToPath(new URL('../tokens/tokens.css', import.meta.url));
const css = readFileSync(file, 'utf8');

function themeOf(name: string): Theme {
  const start = css.indexOf(`[data-theme='${name}']`);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...block.matchAll(/--lt-([\w-]+): (#[0-9a-f]{6});/g)].map((one) => [one[1]!, one[2]!]),
  );
}

const rgb = (hex: string): Rgb =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;
const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const gamma = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Relative luminance and contrast as in WCAG 2.2. */
function contrast(a: Rgb, b: Rgb): number {
  const light = (color: Rgb) =>
    color.map(linear).reduce((sum, value, n) => sum + value * [0.2126, 0.7152, 0.0722][n]!, 0);
  const [bright, dark] = [light(a), light(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

const mix = (a: Rgb, b: Rgb, share: number) =>
  a.map((value, n) => value * share + b[n]! * (1 - share)) as unknown as Rgb;

/** Machado, Oliveira, Fernandes 2009, full severity, on linear RGB. */
const SIGHT: Readonly<Record<string, readonly number[]>> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seen(color: Rgb, sight: string): Rgb {
  const [m, l] = [SIGHT[sight]!, color.map(linear)];
  return [0, 3, 6].map((row) =>
    gamma(Math.min(1, Math.max(0, m[row]! * l[0]! + m[row + 1]! * l[1]! + m[row + 2]! * l[2]!))),
  ) as unknown as Rgb;
}

function lab(color: Rgb): Rgb {
  const [r, g, b] = color.map(linear) as [number, number, number];
  const f = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000 (Sharma, Wu, Dalal 2005). */
export function ciede2000(one: Rgb, two: Rgb): number {
  const [[l1, a1, b1], [l2, a2, b2]] = [lab(one), lab(two)];
  const c = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)));
  const [x1, x2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)];
  const hue = (x: number, b: number) => (Math.atan2(b, x) * (180 / Math.PI) + 360) % 360;
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)];
  let dh = h2 - h1;
  if (Math.abs(dh) > 180) dh -= Math.sign(dh) * 360;
  if (c1 * c2 === 0) dh = 0;
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(rad(dh / 2));
  const [lm, cm] = [(l1 + l2) / 2, (c1 + c2) / 2];
  let hm = (h1 + h2) / 2;
  if (Math.abs(h1 - h2) > 180) hm += hm < 180 ? 180 : -180;
  const t =
    1 -
    0.17 * Math.cos(rad(hm - 30)) +
    0.24 * Math.cos(rad(2 * hm)) +
    0.32 * Math.cos(rad(3 * hm + 6)) -
    0.2 * Math.cos(rad(4 * hm - 63));
  const sl = 1 + (0.015 * (lm - 50) ** 2) / Math.sqrt(20 + (lm - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * cm, 1 + 0.015 * cm * t];
  const rt =
    -2 * Math.sqrt(cm ** 7 / (cm ** 7 + 25 ** 7)) * Math.sin(rad(60 * Math.exp(-(((hm - 275) / 25) ** 2))));
  const [dl, dc, dhh] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dhh ** 2 + rt * dc * dhh);
}

const STATES = ['ready', 'reserved', 'talking', 'after-call-work', 'not-ready', 'unreachable'];

describe.each(['light', 'dark'])('the %s theme', (name) => {
  const theme = themeOf(name);
  const color = (token: string) => rgb(theme[token]!);
  const onBoth = (token: string) =>
    Math.min(contrast(color(token), color('surface')), contrast(color(token), color('canvas')));

  it.each(['ink', 'ink-2', 'ink-3', 'accent', 'danger', 'warn', 'ok'])(
    '%s can be read as text (4.5)',
    (token) => {
      expect(onBoth(token)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('keeps hints readable on the rail and the footer too', () => {
    expect(contrast(color('ink-3'), color('sunken'))).toBeGreaterThanOrEqual(4.5);
  });

  it('shows the border of every control (3)', () => expect(onBoth('edge')).toBeGreaterThanOrEqual(3));

  it('writes on the accent (4.5)', () => {
    expect(contrast(color('on-accent'), color('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(STATES)('shows the mark of %s (3)', (state) => {
    expect(contrast(color(`state-${state}`), color('surface'))).toBeGreaterThanOrEqual(3);
  });

  it.each(STATES)('writes on the tint of %s (9)', (state) => {
    const tint = mix(color(`state-${state}`), color('surface'), name === 'light' ? 0.12 : 0.18);
    expect(contrast(color('ink'), tint)).toBeGreaterThanOrEqual(9);
  });

  it.each(Object.keys(SIGHT))('tells the states apart with %s sight (15)', (sight) => {
    const pairs = STATES.flatMap((a, n) => STATES.slice(n + 1).map((b) => [a, b] as const));
    const near = pairs.filter(
      ([a, b]) => ciede2000(seen(color(`state-${a}`), sight), seen(color(`state-${b}`), sight)) < 15,
    );
    expect(near).toEqual([]);
  });
});
