import type { MissingTagPolicy } from '@weir/core/contract';
import type { OwnerKind } from './owners.ts';

export const text = {
  title: 'Organization',
  lead: 'Who owns what. A workload belongs to an application, that to a team, that to a cost center: calls carry all of them.',
  sections: 'Parts of the organization',
} as const;

export const settingsText = {
  title: 'Settings',
  name: 'Name',
  nameHint: 'What your organization is called; the tag keeps its id.',
  zone: 'Time zone',
  zoneHint: 'Days and months of budgets and reports begin at midnight here, e.g. Europe/Berlin.',
  currency: 'Currency',
  currencyHint: 'Fixed for the installation: budgets and the ledger are kept in it.',
  required: 'This is needed.',
  zoneRule: 'Use an IANA name such as Europe/Berlin, America/New_York or UTC.',
  save: 'Save',
  saving: 'Saving',
  saved: 'Organization changed',
} as const;

export interface OwnerText {
  caption: string;
  lead: string;
  create: string;
  createButton: string;
  createLead: string;
  /** Label of the field that says where it belongs. */
  parent?: string;
  parentHint?: string;
  noParent?: string;
  removeLead: string;
  empty: string;
  emptyHint: string;
  created: (id: string) => string;
  changed: (id: string) => string;
  removed: (id: string) => string;
}

const saying = (noun: string) => ({
  created: (id: string) => `${noun} ${id} created`,
  changed: (id: string) => `${noun} ${id} changed`,
  removed: (id: string) => `${noun} ${id} deleted`,
});

export const ownerTexts: Record<OwnerKind, OwnerText> = {
  'cost-centers': {
    caption: 'Cost centers',
    lead: 'Where finance books the cost. Teams belong to one; a workload can name another.',
    create: 'New cost center',
    createButton: 'Create cost center',
    createLead: 'Use the number finance uses; the name can say what it stands for.',
    removeLead: 'Only possible while no team and no workload names it. Past calls keep it.',
    empty: 'No cost center yet',
    emptyHint: 'Create one for each place that costs are booked to, then the teams that belong to it.',
    ...saying('Cost center'),
  },
  teams: {
    caption: 'Teams',
    lead: 'Who runs applications. Calls carry the team, and its cost center with it.',
    create: 'New team',
    createButton: 'Create team',
    createLead: 'Applications and workloads name it as their owner.',
    parent: 'Cost center',
    parentHint: 'Calls of the team’s workloads are booked here unless a workload names another.',
    noParent: 'None',
    removeLead: 'Only possible while no application and no workload names it. Past calls keep it.',
    empty: 'No team yet',
    emptyHint: 'A team joins applications to a cost center. Create one, then its applications.',
    ...saying('Team'),
  },
  applications: {
    caption: 'Applications',
    lead: 'Products and systems that use AI. Each use in each environment is a workload.',
    create: 'New application',
    createButton: 'Create application',
    createLead: 'Its workloads say what it uses AI for, and in which environment.',
    parent: 'Team',
    parentHint: 'Its workloads inherit the team, and the team’s cost center.',
    noParent: 'None',
    removeLead: 'Only possible while it has no workload. Past calls keep it.',
    empty: 'No application yet',
    emptyHint: 'Create one for each product or system that makes calls, then its workloads.',
    ...saying('Application'),
  },
};

export const ownerText = {
  idHint: 'Lower-case letters, digits and hyphens; stays for good. Reports show it.',
  none: '–',
  below: (name: string, parent: string) => `${name} · ${parent}`,
  teams: 'Teams',
  applications: 'Applications',
  workloads: 'Workloads',
  created: 'Created',
  costs: (id: string) => `Costs of ${id}`,
} as const;

export const policyLabels: Record<MissingTagPolicy, string> = {
  reject: 'Reject',
  quarantine: 'Quarantine',
  default: 'Default',
};

export const environmentText = {
  caption: 'Environments',
  lead: 'What a call must say about itself, and what happens when it does not. A change holds within a second.',
  create: 'New environment',
  createLead: 'It also comes to be, with the standard policy, when a workload first names it.',
  environment: 'Environment',
  idHint: 'Lower-case letters, digits and hyphens; stays for good.',
  policy: 'When a tag is missing',
  policyHints: {
    reject: 'The call is refused before it costs anything; the answer names the missing tags.',
    quarantine: 'The call goes through, is marked and counts as unattributed.',
    default: 'The defaults below fill in; a call they do not complete is quarantined.',
  } satisfies Record<MissingTagPolicy, string>,
  required: 'Required tags',
  requiredHint: 'Key, workload, headers or metadata may say them.',
  nothingRequired: 'None',
  defaults: 'Defaults',
  defaultsHint: 'Used for missing tags where the policy is Default.',
  noDefaults: '–',
  workloads: 'Workloads',
  empty: 'No environment',
  emptyHint: 'Create one, such as production, and say which tags its calls must carry.',
  saved: (id: string) => `Environment ${id} saved`,
  createButton: 'Create environment',
} as const;
