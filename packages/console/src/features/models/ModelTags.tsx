import type { Model } from '@weir/core/contract';
import { Tag } from '../../ui/tag.tsx';
import { capabilityLabel, text, tierHints, tierLabels } from './text.ts';

/** Tier and what must be known before a model is chosen. */
export function ModelTags({ model }: { model: Pick<Model, 'tier' | 'deprecated' | 'priced'> }) {
  return (
    <>
      {model.tier === undefined ? null : <Tag title={tierHints[model.tier]}>{tierLabels[model.tier]}</Tag>}
      {model.priced ? null : <Tag tone="warn">{text.unpriced}</Tag>}
      {model.deprecated ? <Tag tone="warn">{text.deprecated}</Tag> : null}
    </>
  );
}

export function Capabilities({ names, none }: { names: readonly string[] | undefined; none: string }) {
  if (names === undefined) return <span className="text-ink-3">{text.unknown}</span>;
  if (names.length === 0) return <span className="text-ink-3">{none}</span>;
  return <span>{names.map(capabilityLabel).join(', ')}</span>;
}
