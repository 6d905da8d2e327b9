import { compileMatch, dialectOf, type ExtractedUsage, extractUsage } from '../usage/index.ts';
import type { ListProvider, PriceList } from './list.ts';

/**
 * Reads the usage out of an answer of any provider by name. A server that the list has no usage rules for, or that
 * answered in a dialect it is not known to speak, is read as the OpenAI, Anthropic or Gemini dialect its body is in;
 * a flavor that was named is taken at its word. Throws like `extractUsage`.
 */
export function usageOf(
  list: PriceList,
  provider: string,
  flavor: string | undefined,
  body: unknown,
): ExtractedUsage {
  const entry = findEntry(list, provider);
  const generic = findEntry(list, dialectOf(body));
  if (entry?.extractors === undefined) return extractUsage(generic ?? { id: provider }, flavor, body);
  try {
    return extractUsage(entry, flavor, body);
  } catch (error) {
    if (flavor !== undefined || generic === undefined || generic === entry) throw error;
    return readAs(generic, body) ?? rethrow(error);
  }
}

function readAs(entry: ListProvider, body: unknown): ExtractedUsage | undefined {
  try {
    return extractUsage(entry, undefined, body);
  } catch {
    return undefined;
  }
}

function rethrow(error: unknown): never {
  throw error;
}

function findEntry(list: PriceList, name: string): ListProvider | undefined {
  const wanted = name.toLowerCase().trim();
  return (
    list.providers.find(({ id }) => id === wanted) ??
    list.providers.find(({ provider_match: rule }) => rule !== undefined && compileMatch(rule)(wanted))
  );
}
