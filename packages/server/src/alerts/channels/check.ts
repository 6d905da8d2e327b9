import type { ChannelKind } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Channels } from './index.ts';
import type { FieldName } from './port.ts';
import { checkedUrl } from './post.ts';

const FIELDS: readonly FieldName[] = ['to', 'url', 'routing_key', 'signing_secret'];

export type ChannelInput = { readonly [F in FieldName]?: string | readonly string[] | undefined };

/**
 * Whether a channel of this kind can be made, or changed (`partial`), with these fields. Throws WeirError
 * `invalid_argument` naming the field and the remedy; addresses are not repeated, they are secrets.
 */
export function checkChannel(
  channels: Channels,
  kind: ChannelKind,
  input: ChannelInput,
  { allowPrivate, partial }: { allowPrivate: boolean; partial: boolean },
): void {
  const { required, optional, remedy } = channels[kind].fields;
  for (const field of FIELDS) {
    const given = input[field] !== undefined;
    if (given && !required.includes(field) && !optional.includes(field)) {
      const takes = [...required, ...optional].join(' and ');
      throw invalid(field, `A ${kind} channel has no ${field}`, `Leave it out; it takes ${takes}.`);
    }
    if (!given && !partial && required.includes(field)) {
      throw invalid(field, `A ${kind} channel needs ${field}`, remedy[field] ?? `Give ${field}.`);
    }
  }
  if (typeof input.url === 'string') checkedUrl(input.url, allowPrivate);
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
