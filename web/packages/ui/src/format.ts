/** Numbers, time and telephone numbers as every screen writes them. */

const two = (value: number) => String(value).padStart(2, '0');

/** Seconds as `m:ss`, from an hour on `h:mm:ss`; `–:–` while unknown. */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null || Number.isNaN(seconds)) return '–:–';
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** Time of day in 24 hours, with seconds where asked. */
export function timeOfDay(time: string | number | Date, withSeconds = false): string {
  const at = new Date(time);
  const short = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return withSeconds ? `${short}:${two(at.getSeconds())}` : short;
}

/** Today without a date, this year `11-18 19:20`, otherwise `2026-11-18`. */
export function moment(time: string | number | Date, now: Date = new Date()): string {
  const at = new Date(time);
  if (at.toDateString() === now.toDateString()) return timeOfDay(at);
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return at.getFullYear() === now.getFullYear() ? `${day} ${timeOfDay(at)}` : `${at.getFullYear()}-${day}`;
}

export const count = (value: number | null | undefined): string =>
  value == null ? '–' : value.toLocaleString('en-US');

/** A share of 1 as percent with one decimal; nothing yet is a dash. */
export const percent = (share: number | null | undefined): string =>
  share == null ? '–' : `${(share * 100).toFixed(1)} %`;

/** A number of the mainland as it is dialed there: the area code gets its zero back. */
function national(number: string): string {
  const rest = number.replace(/^\+86/, '');
  const isFixed = /^(10\d{8}|[2-9]\d{8,10})$/.test(rest) && !/^[48]00\d{7}$/.test(rest);
  return rest !== number && isFixed ? `0${rest}` : rest;
}

/** Groups a number as it is read aloud: `138 1234 2046`, `0531‑8601 2345`, `400‑820‑8888`, `+44 …` stays. */
export function phone(number: string): string {
  const digits = national(number);
  if (/^1\d{10}$/.test(digits)) return digits.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
  if (/^400\d{7}$/.test(digits)) return digits.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1\u2011$2\u2011$3');
  if (/^0(10|2\d)\d{8}$/.test(digits)) return digits.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1\u2011$2 $3');
  if (/^0\d{10,11}$/.test(digits)) return digits.replace(/^(\d{4})(\d{3,4})(\d{4})$/, '$1\u2011$2 $3');
  return digits;
}

/** The digits of a pasted number in any form, with a leading plus where it had one; empty if it is none. */
export function dialable(text: string): string {
  const digits = text
    .trim()
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/^tel:/i, '')
    .replace(/[\s().\u2010-\u2015\-/]+/g, '');
  return /^\+?[0-9*#]{2,24}$/.test(digits) ? digits : '';
}

/** Sizes as disks are sold: 1 GB is 10^9 bytes. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
