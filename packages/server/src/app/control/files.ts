import { resolve } from 'node:path';
import type { MappingPreview, MappingRules } from '@weir/core/contract';
import { fileConnectors } from '../../ingest/files/connectors.ts';
import { previewMapping } from '../../ingest/generic/index.ts';
import { type PlaceDeps, sendS3 } from '../../ingest/places/index.ts';
import type { Connector } from '../../ingest/sources/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Stores } from './stores.ts';

export interface FileSources {
  /** For `openSources`. */
  connectors: readonly Connector[];
  /** For the admin API. */
  previewMapping(fileName: string, content: Uint8Array, rules?: MappingRules): Promise<MappingPreview>;
  /** For connectors of other formats that read files of a place. */
  places: PlaceDeps;
}

/** Formats of files, and where they may lie: `ingest.folders` relative to where Weir was started. */
export function openFileSources(
  { registry, catalog }: Pick<Stores, 'registry' | 'catalog'>,
  config: Pick<Config, 'ingest'>,
  env: Readonly<Record<string, string | undefined>>,
): FileSources {
  const places: PlaceDeps = {
    folders: config.ingest.folders.map((folder) => resolve(folder)),
    clock: systemClock,
    send: sendS3,
    env,
  };
  return {
    connectors: fileConnectors(places, registry.mappings),
    places,
    previewMapping: (fileName, content, rules) =>
      previewMapping(fileName, content, rules, {
        isUnit: (unit) => catalog.units.get(unit) !== undefined,
        now: new Date(systemClock.now()).toISOString(),
      }),
  };
}
