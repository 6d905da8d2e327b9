import {
  changeApplication,
  changeBudget,
  changeCostCenter,
  changeDataClass,
  changeOrganization,
  changeRateLimit,
  changeRoute,
  changeTeam,
  changeWorkload,
  createApplication,
  createBudget,
  createCostCenter,
  createDataClass,
  createRateLimit,
  createRoute,
  createTeam,
  createWorkload,
  type ManifestKind,
  putEnvironment,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Registry } from '../../registry/index.ts';
import { type ManifestType, manifestType } from './kind.ts';

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
    environmentType(registry),
    manifestType('data-class', { create: createDataClass, change: changeDataClass }, registry.dataClasses),
    manifestType('route', { create: createRoute, change: changeRoute }, registry.routes),
    manifestType('workload', { create: createWorkload, change: changeWorkload }, registry.workloads),
    manifestType('budget', { create: createBudget, change: changeBudget }, registry.budgets),
    manifestType('rate-limit', { create: createRateLimit, change: changeRateLimit }, registry.rateLimits),
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

function environmentType({ environments }: Registry): ManifestType {
  const body = putEnvironment;
  return {
    ...manifestType(
      'environment',
      { create: body, change: body },
      {
        show: (id) => environments.show(id),
        create: async () => undefined,
        change: (id, input, by) => environments.put(id, input, by),
      },
    ),
    // its id is in the path and no part of its body
    check: (_id, spec) => void body.parse(spec),
    create: (id, spec, by) => environments.put(id, body.parse(spec), by),
  };
}
