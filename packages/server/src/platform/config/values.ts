import { z } from 'zod';
import { isNetwork } from '../net/networks.ts';

/** Kinds of values that several sections hold. */

/** Origins as browsers send them, addresses as people write them. */
export const origin = z
  .string()
  .regex(/^(\*|https?:\/\/[^/\s*]+)$/, 'an origin such as https://app.example.com without a path, or *');
export const network = z
  .string()
  .refine(isNetwork, 'an address or a network such as 10.0.0.0/8 or 2001:db8::/32');
export const fileName = z.string().min(1);
export const variable = (example: string) =>
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, `the name of an environment variable such as ${example}`);

export const hostAndPort = z
  .string()
  .regex(
    /^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/,
    'host and port such as 10.0.0.1:4020 or [2001:db8::1]:4020',
  );

/** TLS of a listener; files are read anew when they change. */
export const tls = z
  .object({
    cert_file: fileName.describe('Certificate and chain in PEM. Read again when it changes.'),
    key_file: fileName.describe('Private key of the certificate in PEM, without a passphrase.'),
    client_ca_file: fileName
      .optional()
      .describe('Authorities in PEM whose client certificates are taken (mTLS).'),
    require_client_cert: z
      .boolean()
      .default(false)
      .describe('Refuse connections without a certificate of `client_ca_file`.'),
    min_version: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('Oldest TLS version taken.'),
  })
  .strict();

export const port = z.number().int().min(0).max(65535);
export const milliseconds = z.number().int().positive();
