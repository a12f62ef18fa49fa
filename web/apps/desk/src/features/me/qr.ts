import { encode } from 'uqr';

/** A QR code as one SVG path, drawn here: the secret goes to no other server. One unit is one module. */
export interface Code {
  readonly size: number;
  readonly path: string;
}

const QUIET = 2; // modules of white around it

export function codeOf(text: string): Code {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}

/** A key of an authenticator app in groups of four, as people type it. */
export const inGroups = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ');
