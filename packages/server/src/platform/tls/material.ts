import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { WeirError } from '@weir/core/errors';
import type { TlsConfig } from '../config/schema.ts';

export interface TlsMaterial {
  /** For `https.createServer` and `setSecureContext`. */
  readonly options: SecureContextOptions & TlsOptions;
  /** End of the certificate's validity, epoch ms. */
  readonly validUntil: number;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Certificate, key and authorities of a listener, read and checked together. `section` is the place in weir.yaml, such
 * as `gateway.tls`. Throws WeirError `config_invalid` that names the setting; never shows the key.
 */
export function readTls(config: TlsConfig, section: string): TlsMaterial {
  const cert = read(config.cert_file, `${section}.cert_file`);
  const key = read(config.key_file, `${section}.key_file`);
  const ca = config.client_ca_file && read(config.client_ca_file, `${section}.client_ca_file`);
  const certificate = parsed(cert, `${section}.cert_file`, config.cert_file);
  if (ca) parsed(ca, `${section}.client_ca_file`, config.client_ca_file ?? '');
  const secure: SecureContextOptions = {
    cert,
    key,
    minVersion: config.min_version,
    ...(ca ? { ca: ca.match(PEM_CERTIFICATE) ?? [ca] } : {}),
  };
  try {
    createSecureContext(secure);
  } catch (cause) {
    throw invalid(
      `${section}.key_file`,
      `${config.key_file} is not the private key of the certificate in ${config.cert_file}, or it has a passphrase`,
      'Name the PEM key, without a passphrase, that the certificate was made for.',
      cause,
    );
  }
  return {
    options: {
      ...secure,
      requestCert: Boolean(ca),
      rejectUnauthorized: config.require_client_cert,
    },
    validUntil: Date.parse(certificate.validTo),
  };
}

function read(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw invalid(field, `${file} cannot be read (${code ?? 'unknown'})`, 'Check path and owner.', cause);
  }
}

function parsed(pem: string, field: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw invalid(field, `${file} holds no certificate in PEM`, 'Name a file with BEGIN CERTIFICATE.', cause);
  }
}

function invalid(field: string, problem: string, remedy: string, cause: unknown): WeirError {
  return new WeirError('config_invalid', `${field}: ${problem}`, { field, remedy, cause });
}
