import { createHash, createHmac } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { describe, expect, it } from 'vitest';
import { NodeSha256 } from './sha256.ts';
import { signed } from './sign.ts';

// credentials, scope and expected signatures of the AWS Signature Version 4 test suite
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const scope = { region: 'us-east-1', service: 'service', now: Date.parse('2015-08-30T12:36:00Z') };
const base = {
  origin: 'https://example.amazonaws.com',
  path: '/',
  query: {},
  headers: {},
  body: Buffer.alloc(0),
};

describe('signed', () => {
  it('gives the known answer to post-vanilla', async () => {
    const headers = await signed(base, credentials, scope);
    expect(headers).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date, ' +
        'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    });
  });

  it('gives the known answer to post-x-www-form-urlencoded, which has a body', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const form = { ...base, headers, body: Buffer.from('Param1=value1') };
    expect((await signed(form, credentials, scope))['authorization']).toMatch(
      /SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/,
    );
  });

  it('encodes a path that is encoded already once more, and signs the session token', async () => {
    const body = Buffer.from('{}');
    const headers = await signed(
      { ...base, path: '/model/us.anthropic.claude-v1%3A0/invoke', body },
      { ...credentials, sessionToken: 'token' },
      { ...scope, service: 'bedrock' },
    );
    const canonical = [
      'POST',
      '/model/us.anthropic.claude-v1%253A0/invoke',
      '',
      'host:example.amazonaws.com',
      'x-amz-date:20150830T123600Z',
      'x-amz-security-token:token',
      '',
      'host;x-amz-date;x-amz-security-token',
      hex(body),
    ].join('\n');
    const place = '20150830/us-east-1/bedrock/aws4_request';
    const toSign = ['AWS4-HMAC-SHA256', '20150830T123600Z', place, hex(Buffer.from(canonical))].join('\n');
    let key = Buffer.from(`AWS4${credentials.secretAccessKey}`);
    for (const part of place.split('/')) key = createHmac('sha256', key).update(part).digest();
    const signature = createHmac('sha256', key).update(toSign).digest('hex');
    expect(headers['authorization']).toContain(`Signature=${signature}`);
    expect(headers['x-amz-security-token']).toBe('token');
  });
});

describe('NodeSha256', () => {
  it.each([[undefined], ['secret'], [new Uint8Array([1, 2, 3])]])(
    'hashes as the reference does with %s',
    async (secret) => {
      const ours = new NodeSha256(secret);
      const reference = new Sha256(secret);
      for (const hash of [ours, reference]) {
        hash.update(Buffer.from('some '));
        hash.update(Buffer.from('bytes'));
      }
      expect(Buffer.from(await ours.digest())).toEqual(Buffer.from(await reference.digest()));
      ours.reset();
      reference.reset();
      expect(Buffer.from(await ours.digest())).toEqual(Buffer.from(await reference.digest()));
    },
  );
});

function hex(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
