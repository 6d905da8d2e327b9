import type { Workload } from '@weir/core/contract';
import type { PageScope } from '../scope/usePageScope.ts';

/** What every part of a workload's page is given. */
export interface SectionProps {
  workload: Workload;
  scope: PageScope;
}
