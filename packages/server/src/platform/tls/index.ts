export { readTls, type TlsMaterial } from './material.ts';
export { type Renewable, TlsRenewal } from './renewal.ts';
