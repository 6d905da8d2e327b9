import type { MappingRules } from '@weir/core/contract';
import { systemClock } from '../../platform/clock.ts';
import { sendS3 } from '../places/s3-request.ts';
import type { Connector } from '../sources/port.ts';
import { fileConnectors } from './connectors.ts';

/** A connector by its kind, as `app` makes it. */
export function connector(kind: string, mappings: Readonly<Record<string, MappingRules>> = {}): Connector {
  const all = fileConnectors(
    { folders: [], clock: systemClock, send: sendS3, env: {} },
    { known: (id) => mappings[id], load: async () => {} },
  );
  const found = all.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no connector ${kind}`);
  return found;
}
