import { toCsv } from '../../charts/prepare/csv.ts';
import type { WorkloadRow } from './prepare.ts';

const HEADER = [
  'workload',
  'name',
  'owner',
  'technical_owner',
  'team',
  'application',
  'environment',
  'stage',
  'merged_into',
  'verdict',
  'loaded_cost',
  'api_cost',
  'cost_per_successful_outcome',
  'value_per_outcome',
  'outcomes',
  'successes',
  'currency',
  'gate',
  'review_date',
];

/** The list as a file, every decimal kept, in the names of the API. */
export const workloadsCsv = (rows: readonly WorkloadRow[], currency: string): string =>
  toCsv([
    HEADER,
    ...rows.map(({ workload, worth, gate }) => [
      workload.id,
      workload.name,
      workload.owner,
      workload.technical_owner ?? '',
      workload.team ?? '',
      workload.application,
      workload.environment,
      workload.stage,
      workload.merged_into ?? '',
      worth?.verdict ?? '',
      worth?.loaded_cost ?? '',
      worth?.api_cost ?? '',
      worth?.cost_per_successful_outcome ?? '',
      worth?.value_per_outcome ?? '',
      String(worth?.outcomes ?? ''),
      String(worth?.successes ?? ''),
      worth === undefined ? '' : currency,
      gate?.state ?? '',
      workload.review_date ?? '',
    ]),
  ]);
