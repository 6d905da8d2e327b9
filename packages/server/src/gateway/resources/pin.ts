import { WeirError } from '@weir/core/errors';
import { ENCRYPTED_REASONING } from '../../providers/openai/responses/request.ts';
import type { ResourceRecord } from '../../registry/resource-record.ts';
import type { ResourceBook } from './book.ts';

/** The provider account a request is bound to, because it names things that live there. */
export interface Pin {
  /** Provider id; undefined when it may be any, as long as it stays the same. */
  readonly provider: string | undefined;
  /** An id that says so, for error texts. */
  readonly because: string;
}

/** Shapes of ids that only a provider gives out, for things that are made through Weir or not at all. */
const PROVIDER_MADE = /^(resp_|msg_|file[-_]|batch_|msgbatch_|container_|cntr_|cachedContents\/|files\/)/;

/**
 * Where a request that names these resources must go; undefined when they bind it to nothing. A promise only when
 * control must be asked. Throws or rejects with WeirError `resource_not_owned` (not this workload's, or nobody's),
 * `invalid_argument` (they live in different accounts), `limits_unavailable` (control is out of reach).
 */
export function pinOf(
  book: ResourceBook,
  workload: string,
  resources: readonly string[],
): Pin | undefined | Promise<Pin | undefined> {
  const ids = resources.filter((id) => id !== ENCRYPTED_REASONING);
  const encrypted = ids.length < resources.length;
  if (ids.length === 0)
    return encrypted ? { provider: undefined, because: 'encrypted reasoning' } : undefined;
  const known = book.recall(workload, ids);
  if (known !== undefined) return together(known);
  return ask(book, workload, ids, encrypted);
}

async function ask(
  book: ResourceBook,
  workload: string,
  ids: readonly string[],
  encrypted: boolean,
): Promise<Pin | undefined> {
  const { own, foreign } = await book.find(workload, ids);
  for (const id of ids) {
    if (!own.has(id) && (foreign.has(id) || PROVIDER_MADE.test(id))) throw notOwned(id);
  }
  if (own.size === 0) return encrypted ? { provider: undefined, because: 'encrypted reasoning' } : undefined;
  return together([...own.values()]);
}

function together(records: readonly ResourceRecord[]): Pin | undefined {
  const [first] = records;
  if (first === undefined) return undefined;
  const other = records.find(({ provider }) => provider !== first.provider);
  if (other === undefined) return { provider: first.provider, because: first.id };
  throw new WeirError(
    'invalid_argument',
    `${shown(first.id)} lives at the provider ${first.provider}, ${shown(other.id)} at ${other.provider}.`,
    { remedy: 'Use in one request only what was made at the same provider.' },
  );
}

/** The same for what does not exist and for what is another's. */
export function notOwned(id: string): WeirError {
  return new WeirError('resource_not_owned', `There is no ${shown(id)} that this key may use.`, {
    remedy: 'Use ids of what was made through Weir with a key of the same workload, and not deleted since.',
  });
}

function shown(id: string): string {
  return id.slice(0, 100);
}
