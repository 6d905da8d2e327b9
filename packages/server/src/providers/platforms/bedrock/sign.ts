import { NodeSha256 } from './sha256.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Signable {
  readonly origin: string;
  /** Percent-encoded, without a query. */
  readonly path: string;
  /** Parameters, decoded. */
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  /** Epoch ms. */
  readonly now: number;
}

async function loadSigner() {
  const [{ SignatureV4 }, { HttpRequest }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/protocol-http'),
  ]);
  return { SignatureV4, HttpRequest };
}

let loading: ReturnType<typeof loadSigner> | undefined;

/**
 * Headers of a POST with Signature Version 4 added, without `host`. The signer is loaded on first use: installations
 * without AWS do not carry it.
 */
export async function signed(
  request: Signable,
  credentials: AwsCredentials,
  { region, service, now }: SigningScope,
): Promise<Record<string, string>> {
  loading ??= loadSigner();
  const { SignatureV4, HttpRequest } = await loading;
  const signer = new SignatureV4({
    credentials: { ...credentials },
    region,
    service,
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const { host } = new URL(request.origin);
  const result = await signer.sign(
    new HttpRequest({
      method: 'POST',
      hostname: host,
      path: request.path,
      query: { ...request.query },
      headers: { ...request.headers, host },
      body: request.body,
    }),
    { signingDate: new Date(now) },
  );
  const headers = { ...result.headers };
  delete headers['host'];
  return headers;
}
