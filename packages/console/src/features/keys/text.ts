import type { Key } from '@weir/core/contract';
import type { Language } from './snippets.ts';

export const text = {
  title: 'Keys',
  lead: 'A key speaks for one workload. Its secret is shown once and kept only as a hash.',
  caption: 'Keys',
  create: 'New key',
  name: 'Name',
  secret: 'Secret',
  workload: 'Workload',
  state: 'State',
  states: { active: 'Active', revoked: 'Revoked', expired: 'Expired' } satisfies Record<Key['state'], string>,
  lastUsed: 'Last used',
  never: 'Never',
  expires: 'Expires',
  noExpiry: '–',
  created: 'Created',
  actions: 'Actions',
  rotate: 'Rotate',
  revoke: 'Revoke',
  onlyActive: 'Active',
  all: 'All',
  show: 'Show',
  anyWorkload: 'Every workload',
  empty: 'No key here',
  emptyHint: 'Create one for a workload; the next screen gives the secret and a first call to paste.',
} as const;

export const createText = {
  title: 'New key',
  lead: 'Whoever holds it makes calls in the workload’s name and on its budget.',
  workload: 'Workload',
  chooseWorkload: 'Choose a workload',
  name: 'Name',
  nameHint: 'Where it will be used, e.g. ci or web-backend.',
  expires: 'Expires',
  expiries: { never: 'Never', '7': 'In 7 days', '30': 'In 30 days', '90': 'In 90 days', '365': 'In a year' },
  submit: 'Create key',
  busy: 'Creating',
  noWorkloads: 'There is no workload yet. Create one first.',
} as const;

export const secretText = {
  title: 'Key created',
  rotatedTitle: 'Key rotated',
  lead: 'Copy the secret now: it is not stored and cannot be shown again.',
  secret: 'Secret',
  copySecret: 'Copy secret',
  use: 'Make a call with it',
  language: 'Language',
  languages: { curl: 'curl', python: 'Python', typescript: 'TypeScript' } satisfies Record<Language, string>,
  done: 'I have copied it',
} as const;

export const rotateText = {
  title: (name: string) => `Rotate ${name}`,
  lead: 'A new secret is made. The old one goes on working for the grace period, so that nothing breaks while you swap.',
  grace: 'Old secret works for',
  graces: { '0': 'Stops at once', '3600': '1 hour', '86400': '1 day', '604800': '7 days' },
  submit: 'Rotate key',
} as const;

export const revokeText = {
  title: (name: string) => `Revoke ${name}?`,
  lead: (workload: string) =>
    `Calls with this key are refused within a second, for good. ${workload} needs another key to go on.`,
  submit: 'Revoke key',
  done: (name: string) => `Key ${name} revoked`,
} as const;

export const workloadKeysText = {
  title: 'Keys',
  none: 'No key yet: without one nothing can call in its name.',
} as const;
