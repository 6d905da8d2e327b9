import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { guardedLookup, guardedUrl } from './address-guard.ts';
import { kindOfAddress } from './address-kind.ts';

function verdict(url: string, allowPrivate = false): string {
  try {
    guardedUrl(url, { allowPrivate, whose: 'It' });
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('kindOfAddress', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['::1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['169.254.169.254', 'forbidden'],
    ['169.254.0.1', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['168.63.129.16', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['::', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['fd20:ce::254', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['::ffff:a9fe:a9fe', 'forbidden'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'forbidden'],
    ['64:ff9b::808:808', 'public'],
    ['2002:a9fe:a9fe::1', 'forbidden'],
    ['2002:7f00:1::', 'loopback'],
    ['not an address', 'forbidden'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });
});

describe('guardedUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'allowed'],
    ['https://8.8.8.8/v1', 'allowed'],
    // written out: the operator's word
    ['http://127.0.0.1:8000/v1', 'allowed'],
    ['http://localhost:11434/v1', 'allowed'],
    ['http://10.0.0.5:8000/v1', 'allowed'],
    ['http://[::1]:8000/v1', 'allowed'],
    ['http://[fd12::5]/v1', 'allowed'],
    // not encrypted
    ['http://api.openai.com/v1', 'provider_url_forbidden'],
    ['http://8.8.8.8/v1', 'provider_url_forbidden'],
    ['http://gpu-1:8000/v1', 'provider_url_forbidden'],
    // never
    ['http://169.254.169.254/latest/meta-data', 'provider_url_forbidden'],
    ['https://169.254.169.254/', 'provider_url_forbidden'],
    ['http://0.0.0.0:80/', 'provider_url_forbidden'],
    ['http://[fe80::1]/', 'provider_url_forbidden'],
    ['http://[fd00:ec2::254]/', 'provider_url_forbidden'],
    ['http://[::ffff:127.0.0.1]/', 'provider_url_forbidden'],
    ['http://[::ffff:a9fe:a9fe]/', 'provider_url_forbidden'],
    ['http://2130706433/', 'provider_url_forbidden'],
    ['http://0177.0.0.1/', 'provider_url_forbidden'],
    ['http://0x7f.1/', 'provider_url_forbidden'],
    ['http://127.1/', 'provider_url_forbidden'],
    ['http://%31%32%37.0.0.1/', 'provider_url_forbidden'],
    ['http:\\\\2130706433/', 'provider_url_forbidden'],
    ['https://user:pass@api.example.com/', 'provider_url_forbidden'],
    ['file:///etc/passwd', 'provider_url_forbidden'],
    ['ftp://api.example.com/', 'provider_url_forbidden'],
    ['nonsense', 'provider_url_forbidden'],
  ])('%s: %s', (url, expected) => {
    expect(verdict(url)).toBe(expected);
  });

  it('takes http and names of private servers where the operator says so, but never metadata', () => {
    expect(verdict('http://gpu-1:8000/v1', true)).toBe('allowed');
    expect(verdict('http://169.254.169.254/', true)).toBe('provider_url_forbidden');
    expect(verdict('http://2852039166/', true)).toBe('provider_url_forbidden');
  });

  it('does not repeat a password', () => {
    expect(() => guardedUrl('https://u:hunter2@h/', { allowPrivate: false, whose: 'It' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});

describe('guardedLookup', () => {
  const answers: Record<string, string[]> = {
    'api.example.com': ['203.0.113.7', '2606:4700::1'],
    'rebound.example.com': ['169.254.169.254'],
    'mixed.example.com': ['10.0.0.1', '203.0.113.7'],
    'gpu-1': ['10.0.0.9'],
    localhost: ['::1', '127.0.0.1'],
  };

  function resolve(host: string, allowPrivate: boolean, all = true): Promise<unknown> {
    const lookup = guardedLookup(allowPrivate, (hostname, options, callback) => {
      expect(options.all).toBe(true);
      const found = answers[hostname];
      if (found === undefined) callback(new Error('ENOTFOUND'), []);
      else callback(null, found.map(withFamily));
    });
    return new Promise((done, fail) => {
      lookup(host, { all }, (error, address, family) =>
        error === null ? done(all ? address : [address, family]) : fail(error),
      );
    });
  }
  const withFamily = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

  it('hands on only addresses that may be called', async () => {
    expect(await resolve('api.example.com', false)).toHaveLength(2);
    expect(await resolve('mixed.example.com', false)).toEqual([{ address: '203.0.113.7', family: 4 }]);
    expect(await resolve('mixed.example.com', true)).toHaveLength(2);
    expect(await resolve('gpu-1', true, false)).toEqual(['10.0.0.9', 4]);
    expect(await resolve('localhost', false)).toHaveLength(2);
  });

  it('fails when none is left, and as the resolver fails', async () => {
    const forbidden = { code: 'provider_url_forbidden' };
    await expect(resolve('gpu-1', false)).rejects.toMatchObject(forbidden);
    await expect(resolve('rebound.example.com', true)).rejects.toMatchObject(forbidden);
    await expect(resolve('nowhere', true)).rejects.toThrow('ENOTFOUND');
  });
});
