import type { AdmissionState, AdmissionTag } from './admission-state.ts';
import type { Tables } from './store/directory.ts';

type Row = Tables['tagDefinition'];

/** Definitions that bind anybody, the deepest first: what a value lies under is known before that is looked at. */
export function admissionTags(rows: Iterable<Row>): Pick<AdmissionState, 'tags'> {
  const all = new Map([...rows].map((row) => [row.id, row]));
  const binding = [...all.values()].filter(
    ({ allowedValues, parent, parentValues }) =>
      allowedValues.length > 0 || (parent !== null && Object.keys(parentValues).length > 0),
  );
  if (binding.length === 0) return {};
  const byDepth = binding
    .map((row) => ({ row, depth: ancestorsOf(row, all).length }))
    .sort((a, b) => b.depth - a.depth || (a.row.id < b.row.id ? -1 : 1));
  return { tags: byDepth.map(({ row }) => admissionTag(row)) };
}

/** Names of what a tag lies under, nearest first. Ends where names repeat. */
export function ancestorsOf(row: Pick<Row, 'id' | 'parent'>, all: ReadonlyMap<string, Row>): string[] {
  const seen: string[] = [];
  let at = row.parent;
  while (at !== null && at !== row.id && !seen.includes(at)) {
    seen.push(at);
    at = all.get(at)?.parent ?? null;
  }
  return at === null ? seen : [...seen, at];
}

function admissionTag({ id, allowedValues, parent, parentValues, onUnknown }: Row): AdmissionTag {
  return {
    name: id,
    allowed: allowedValues,
    ...(parent === null ? {} : { parent }),
    parentValues: parent === null ? {} : parentValues,
    onUnknown: onUnknown as AdmissionTag['onUnknown'],
  };
}
