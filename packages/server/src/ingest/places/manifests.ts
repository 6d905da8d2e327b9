import { createHash } from 'node:crypto';
import type { OpenFile, Place, PlacedFile } from '../sources/port.ts';
import { collectBytes, type Manifest, manifestOf } from './manifest.ts';
import type { PartedFile } from './parts.ts';

const MANIFEST = /(?:^|\/)(?:[^/]*-)?manifest\.json$/i;
/** Folders that exports put their parts into. */
const EXPORT_FOLDER = /(?:^|\/)(?:BILLING_PERIOD=\d{4}-\d{2}|\d{8}-\d{8})\//i;
const LARGEST_MANIFEST = 16 * 1024 * 1024;

interface Assembly {
  file: PlacedFile;
  manifest: Manifest;
  parts: readonly PlacedFile[];
}

/**
 * A place whose exports come in parts: the manifest that names them stands for them all, and is told once all of them are
 * there. Of several assemblies of one report and period the newest counts; the others and their parts are passed over.
 */
export function withManifests(place: Place): Place {
  const assemblies = new Map<string, Assembly>();
  return {
    ...place,
    async *list(signal) {
      const files: PlacedFile[] = [];
      for await (const file of place.list(signal)) files.push(file);
      const manifests = files.filter(({ name }) => MANIFEST.test(name));
      assemblies.clear();
      const taken = new Set<string>();
      const newest = new Map<string, Assembly>();
      for (const file of manifests) {
        const manifest = await read(place, file, signal);
        if (manifest === undefined) continue;
        taken.add(file.name);
        const parts = manifest.files.map((key) => partOf(files, key));
        for (const part of parts) if (part !== undefined) taken.add(part.name);
        if (parts.some((part) => part === undefined)) continue;
        const assembly = { file, manifest, parts: parts as readonly PlacedFile[] };
        const other = newest.get(manifest.report);
        if (other === undefined || isNewer(assembly, other)) newest.set(manifest.report, assembly);
      }
      for (const assembly of newest.values()) {
        const told = standIn(assembly);
        assemblies.set(told.name, assembly);
        yield told;
      }
      for (const file of files) {
        // a part whose manifest is not there yet would be told twice
        const early = manifests.length > 0 && EXPORT_FOLDER.test(file.name);
        if (!taken.has(file.name) && !early) yield file;
      }
    },
    async open(file, signal) {
      const assembly = assemblies.get(file.name);
      return assembly === undefined ? place.open(file, signal) : parted(place, file, assembly, signal);
    },
  };
}

/** Keys of a manifest are those of the bucket; names are what follows the prefix of the source. */
function partOf(files: readonly PlacedFile[], key: string): PlacedFile | undefined {
  return files.find(({ name }) => key === name || key.endsWith(`/${name}`) || name.endsWith(`/${key}`));
}

function isNewer(a: Assembly, b: Assembly): boolean {
  const [left, right] = [
    a.manifest.createdAt ?? a.file.modifiedAt,
    b.manifest.createdAt ?? b.file.modifiedAt,
  ];
  return left.getTime() === right.getTime() ? a.file.name.length < b.file.name.length : left > right;
}

function standIn({ file, parts }: Assembly): PlacedFile {
  return {
    name: file.name,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    modifiedAt: file.modifiedAt,
    tag: createHash('sha256')
      .update(
        parts
          .map((part) => `${part.name} ${part.tag}\n`)
          .sort()
          .join(''),
      )
      .digest('hex'),
  };
}

async function read(place: Place, file: PlacedFile, signal: AbortSignal): Promise<Manifest | undefined> {
  if (file.size > LARGEST_MANIFEST) return undefined;
  const opened = await place.open(file, signal);
  try {
    return manifestOf(file.name, (await collectBytes(opened.stream())).toString());
  } finally {
    await opened.close();
  }
}

function parted(
  place: Place,
  file: PlacedFile,
  { manifest, parts }: Assembly,
  signal: AbortSignal,
): PartedFile {
  return {
    name: file.name,
    size: file.size,
    modifiedAt: file.modifiedAt,
    async *stream() {
      for await (const part of open()) yield* part.stream();
    },
    slice: async () => new Uint8Array(),
    close: async () => {},
    parted: { ...(manifest.period === undefined ? {} : { period: manifest.period }), parts: open },
  };

  async function* open(): AsyncGenerator<OpenFile> {
    for (const part of parts) {
      const opened = await place.open(part, signal);
      try {
        yield opened;
      } finally {
        await opened.close();
      }
    }
  }
}
