import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createVault } from './vault.ts';

const SECRET = 'https://hooks.example.com/services/T0/B0/very-secret';

describe('the vault', () => {
  const vault = createVault(randomBytes(32));

  it('gives back what it sealed, and never seals alike twice', () => {
    const sealed = vault.seal(SECRET, 'alert_channel/ops');
    expect(vault.open(sealed, 'alert_channel/ops')).toBe(SECRET);
    expect(vault.seal(SECRET, 'alert_channel/ops')).not.toBe(sealed);
    expect(Buffer.from(sealed.slice(3), 'base64').toString('latin1')).not.toContain('secret');
  });

  it('opens nothing that was changed, moved to another record, or sealed with another key', () => {
    const sealed = vault.seal(SECRET, 'alert_channel/ops');
    const flipped = `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`;
    const refuses = (attempt: () => string) => expect(attempt).toThrow(/cannot be read/);
    refuses(() => vault.open(flipped, 'alert_channel/ops'));
    refuses(() => vault.open(sealed, 'alert_channel/other'));
    refuses(() => createVault(randomBytes(32)).open(sealed, 'alert_channel/ops'));
    refuses(() => vault.open('', 'alert_channel/ops'));
    refuses(() => vault.open('v1:AAAA', 'alert_channel/ops'));
  });

  it('wants 32 bytes of key', () => {
    expect(() => createVault(Buffer.alloc(16))).toThrow(/32 bytes/);
  });
});
