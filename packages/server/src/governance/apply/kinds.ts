import {
  changeAllocationRule,
  changeApplication,
  changeBudget,
  changeCostCenter,
  changeCostItem,
  changeDataClass,
  changeOrganization,
  changeOutcomeRule,
  changePerson,
  changeRateLimit,
  changeRoute,
  changeTeam,
  changeVirtualTag,
  changeWorkload,
  createAllocationRule,
  createApplication,
  createBudget,
  createCostCenter,
  createCostItem,
  createDataClass,
  createOutcomeRule,
  createPerson,
  createRateLimit,
  createRoute,
  createTeam,
  createVirtualTag,
  createWorkload,
  type ManifestKind,
  putEnvironment,
  putTagDefinition,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import type { ChangeBy, Registry } from '../../registry/index.ts';
import { type ManifestType, manifestType, parseAs } from './kind.ts';

/** Everything that can be declared, by kind. A new one is an entry here and a name in MANIFEST_KINDS. */
export function manifestTypes(registry: Registry): ReadonlyMap<ManifestKind, ManifestType> {
  const types = [
    organizationType(registry),
    manifestType('cost-center', { create: createCostCenter, change: changeCostCenter }, registry.costCenters),
    manifestType('team', { create: createTeam, change: changeTeam }, registry.teams),
    manifestType(
      'application',
      { create: createApplication, change: changeApplication },
      registry.applications,
    ),
    manifestType('person', { create: createPerson, change: changePerson }, registry.people),
    putType('environment', putEnvironment, registry.environments),
    putType('tag', putTagDefinition, registry.tagDefinitions),
    manifestType('data-class', { create: createDataClass, change: changeDataClass }, registry.dataClasses),
    manifestType('route', { create: createRoute, change: changeRoute }, registry.routes),
    manifestType('workload', { create: createWorkload, change: changeWorkload }, registry.workloads),
    manifestType('budget', { create: createBudget, change: changeBudget }, registry.budgets),
    manifestType('rate-limit', { create: createRateLimit, change: changeRateLimit }, registry.rateLimits),
    manifestType(
      'allocation-rule',
      { create: createAllocationRule, change: changeAllocationRule },
      registry.allocationRules,
    ),
    manifestType('cost-item', { create: createCostItem, change: changeCostItem }, registry.costItems),
    manifestType('virtual-tag', { create: createVirtualTag, change: changeVirtualTag }, registry.virtualTags),
    manifestType(
      'outcome-rule',
      { create: createOutcomeRule, change: changeOutcomeRule },
      registry.outcomeRules,
    ),
  ];
  return new Map(types.map((type) => [type.kind, type]));
}

/** There is one, and it is always there. */
function organizationType({ organization }: Registry): ManifestType {
  return manifestType(
    'organization',
    { create: changeOrganization, change: changeOrganization },
    {
      show(id) {
        const only = organization.show();
        if (id === only.id) return only;
        throw new WeirError('invalid_argument', `This installation's organization is "${only.id}"`, {
          field: 'id',
          remedy: `Write id: ${only.id}.`,
        });
      },
      create: async () => organization.show(),
      change: (_id, input, by) => organization.change(input, by),
    },
  );
}

/** A kind whose id is in the path of its one request, which makes it or changes it. */
function putType<P>(
  kind: ManifestKind,
  body: z.ZodType<P> & { shape: Record<string, z.ZodType> },
  {
    show,
    put,
  }: {
    show(id: string): Promise<unknown>;
    put(id: string, input: P, by: ChangeBy): Promise<unknown>;
  },
): ManifestType {
  return {
    ...manifestType(
      kind,
      { create: body, change: body },
      {
        show,
        create: async () => undefined,
        change: put,
      },
    ),
    check: (_id, spec) => void parseAs(kind, body, spec),
    create: async (id, spec, by) => put(id, parseAs(kind, body, spec), by),
  };
}
