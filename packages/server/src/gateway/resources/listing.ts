import type { AdmissionProvider } from '../../registry/admission-state.ts';
import type { ResourceContext } from './context.ts';

/**
 * A list as the provider gave it, without what is not this workload's. Paging goes on as the provider has it: `has_more` and
 * page tokens stay, so a page may be short or empty and still have another behind it.
 */
export async function ownOnly(
  answer: Record<string, unknown>,
  { found, principal, book }: ResourceContext,
  provider: AdmissionProvider,
): Promise<Buffer> {
  const { listed, idField } = found.route;
  const items = answer[listed];
  if (!Array.isArray(items)) return Buffer.from(JSON.stringify(answer));
  const ids = items.map((item) => idOf(item, idField)).filter((id) => id !== undefined);
  const { own } = await book.find(principal.workload.id, ids);
  const kept = items.filter((item) => {
    const id = idOf(item, idField);
    return id !== undefined && own.get(id)?.provider === provider.id;
  });
  const filtered: Record<string, unknown> = { ...answer, [listed]: kept };
  // cursors of items that are not shown would tell that they exist
  for (const [name, item] of [
    ['first_id', kept[0]],
    ['last_id', kept.at(-1)],
  ] as const) {
    if (!(name in answer)) continue;
    if (name === 'last_id' && answer['has_more'] === true) continue;
    filtered[name] = idOf(item, idField) ?? null;
  }
  return Buffer.from(JSON.stringify(filtered));
}

function idOf(item: unknown, field: string): string | undefined {
  const id = typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[field] : undefined;
  return typeof id === 'string' ? id : undefined;
}
