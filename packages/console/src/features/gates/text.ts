import type { GateStatus } from '@weir/core/contract';

export const text = {
  title: 'Gates',
  lead: 'What workloads need before they get production traffic, and who has to decide it.',
  caption: 'Gates by workload',
  workload: 'Workload',
  state: 'Gate',
  traffic: 'Traffic',
  met: 'Met',
  of: (met: number, all: number) => `${met} of ${all}`,
  open: 'Open points',
  states: { passed: 'Passed', excepted: 'By exception', open: 'Open' } satisfies Record<
    GateStatus['state'],
    string
  >,
  traffics: {
    allowed: 'Flows',
    allowed_with_warning: 'Flows, with a warning',
    refused: 'Refused',
  } satisfies Record<GateStatus['traffic'], string>,
  none: '–',
  teachTitle: 'No workload has a gate yet',
  teach:
    'A gate is a checklist of twelve requirements and seven questions that fills itself from data where it can. Until it is passed, the gateway warns or refuses production traffic.',
  teachSteps: [
    'Set the stage of a workload to production.',
    'See here what is missing; data fills most of it.',
    'Reviewers decide the rest, each by role.',
  ],
  toWorkloads: 'Go to workloads',
} as const;
