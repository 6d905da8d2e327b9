import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../platform/config/schema.ts';
import { silentLogger } from '../../platform/log.ts';
import { CLIENT, CLIENT_CA, FIRST, SECOND } from '../../platform/tls/certificates.fixture.ts';
import { type Renewable, readTls, TlsRenewal } from '../../platform/tls/index.ts';
import { clientOriginOf } from '../edge/client-origin.ts';
import { createGatewayServer, type GatewayServer } from '../server.ts';
import { CHAT, Harness } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import { completes } from './answers.ts';

let dir: string;
let weir: Harness;
let server: GatewayServer | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-tls-'));
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await weir.stop();
  rmSync(dir, { recursive: true, force: true });
});

function put(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

async function serveTls(more: object = {}) {
  await weir.start({ options: { originOf: clientOriginOf([]) } });
  const tls = { cert_file: put('cert.pem', FIRST.cert), key_file: put('key.pem', FIRST.key), ...more };
  const config = configSchema.parse({ gateway: { tls } }).gateway;
  if (config.tls === undefined) throw new Error('no tls');
  const made = createGatewayServer(weir.gateway, { config, tls: readTls(config.tls, 'gateway.tls').options });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return { server: made, tls: config.tls };
}

interface TlsReply {
  status: number;
  certificate: PeerCertificate;
}

function call(client: { cert?: string; key?: string } = {}): Promise<TlsReply> {
  const { port } = (server as GatewayServer).address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port,
      path: '/v1/chat/completions',
      method: 'POST',
      ca: [FIRST.cert, SECOND.cert],
      agent: false,
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
      ...client,
    });
    req.on('error', reject);
    req.on('response', (res) => {
      const certificate = (res.socket as TLSSocket).getPeerCertificate();
      res.resume().on('end', () => resolve({ status: res.statusCode ?? 0, certificate }));
    });
    req.end(JSON.stringify(CHAT));
  });
}

describe('calls over TLS', () => {
  it('are served with the certificate of the file, and with a renewed one without a restart', async () => {
    const { server: made, tls } = await serveTls();
    const before = await call();
    expect(before.status).toBe(200);
    const renewal = new TlsRenewal(made as unknown as Renewable, tls, 'gateway.tls', silentLogger, 60_000);
    put('cert.pem', SECOND.cert);
    expect(renewal.look()).toBe(false);
    expect((await call()).certificate.fingerprint256).toBe(before.certificate.fingerprint256);
    put('key.pem', `${SECOND.key}\n`);
    expect(renewal.look()).toBe(true);
    const after = await call();
    expect(after.status).toBe(200);
    expect(after.certificate.fingerprint256).not.toBe(before.certificate.fingerprint256);
    renewal.stop();
  });

  it('may want a client certificate, whose name then stands in the record', async () => {
    await serveTls({ client_ca_file: put('ca.pem', CLIENT_CA), require_client_cert: true });
    await expect(call()).rejects.toThrow();
    await expect(call(SECOND)).rejects.toThrow();
    expect((await call(CLIENT)).status).toBe(200);
    expect(weir.spool.call).toMatchObject({
      client_address: '127.0.0.1',
      client_certificate: 'batch.example.com',
    });
  });

  it('take a certificate without wanting one, and believe only one of the authority', async () => {
    await serveTls({ client_ca_file: put('ca.pem', CLIENT_CA) });
    await call(SECOND);
    expect(weir.spool.call.client_certificate).toBeUndefined();
  });
});

describe('a certificate that cannot be used', () => {
  const base = () => ({ cert_file: put('cert.pem', FIRST.cert), key_file: put('key.pem', FIRST.key) });
  const parse = (tls: object) =>
    configSchema.parse({ gateway: { tls: { ...base(), ...tls } } }).gateway.tls as never;

  beforeEach(() => weir.start());

  it.each([
    ['is not there', () => ({ cert_file: '/nowhere.pem' }), /gateway\.tls\.cert_file: .*ENOENT/],
    ['is none', () => ({ cert_file: put('bad.pem', 'hello') }), /gateway\.tls\.cert_file: .*no certificate/],
    [
      'has another key',
      () => ({ key_file: put('bad.pem', SECOND.key) }),
      /gateway\.tls\.key_file: .*not the private key/,
    ],
    ['has no authority', () => ({ client_ca_file: put('ca.pem', 'x') }), /gateway\.tls\.client_ca_file/],
  ])('is told when it %s', (_name, fault, message) => {
    expect(() => readTls(parse(fault()), 'gateway.tls')).toThrow(message);
  });
});
