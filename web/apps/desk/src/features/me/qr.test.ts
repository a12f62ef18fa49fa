import { describe, expect, it } from 'vitest';

import { codeOf, inGroups } from './qr';

describe('the code for an authenticator app', () => {
  it('is a square with its three finders', () => {
    const { size, path } = codeOf('otpauth://totp/Lingtong:1001?secret=JBSWY3DPEHPK3PXP&issuer=Lingtong');
    const finder = (x: number, y: number): boolean => path.includes(`M${x} ${y}h1v1h-1z`);
    expect(finder(2, 2) && finder(size - 3, 2) && finder(2, size - 3)).toBe(true);
    expect(finder(0, 0)).toBe(false);
  });

  it('differs for another secret', () => {
    expect(codeOf('otpauth://a').path).not.toBe(codeOf('otpauth://b').path);
  });

  it('has a key that can be typed', () => {
    expect(inGroups('JBSWY3DPEH')).toBe('JBSW Y3DP EH');
  });
});
