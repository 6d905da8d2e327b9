import { WeirError } from '@weir/core/errors';
import type { PlatformProvider } from '../contract.ts';

const STYLES = ['deployments', 'v1', 'models'] as const;
export type AzureStyle = (typeof STYLES)[number];

/** How the resource lays out its paths; without a word, an api_version means the older one. */
export function styleOf({ id, settings }: PlatformProvider): AzureStyle {
  const said = settings['style'];
  if (said === undefined) return settings['api_version'] === undefined ? 'v1' : 'deployments';
  const style = STYLES.find((known) => known === said);
  if (style !== undefined) return style;
  throw new WeirError('provider_unconfigured', `The provider ${id} has an unknown style in its settings.`, {
    field: 'settings.style',
    remedy: `Have the operator set settings.style to one of ${STYLES.join(', ')}.`,
  });
}
