import type { Directory } from '../store/directory.ts';

/** The workload and all that were merged into it, directly or over others: whose figures are its figures. */
export function familyOf({ rows }: Pick<Directory, 'rows'>, id: string): string[] {
  const into = new Map<string, string[]>();
  for (const { id: merged, mergedInto } of rows.workload.values()) {
    if (mergedInto !== null) into.set(mergedInto, [...(into.get(mergedInto) ?? []), merged]);
  }
  const family = [id];
  // grows while it is walked; a merge into what was merged is refused, so nothing comes twice
  for (const member of family) family.push(...(into.get(member) ?? []));
  return family;
}
