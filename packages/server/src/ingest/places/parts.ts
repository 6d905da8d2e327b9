import type { OpenFile } from '../sources/port.ts';

/** Several files that are told as one delivery: the parts of an export and the manifest that names them. */
export interface PartedFile extends OpenFile {
  readonly parted: {
    /** What they tell together, whole. */
    period?: { since: Date; until: Date };
    /** One open at a time: each is closed when the next one is asked for, or none. */
    parts(): AsyncIterable<OpenFile>;
  };
}

export interface Parts {
  period?: { since: Date; until: Date };
  parts(): AsyncIterable<OpenFile>;
}

/** The parts of a delivery: of most it is the file itself. */
export function partsOf(file: OpenFile): Parts {
  if ('parted' in file) return (file as PartedFile).parted;
  return {
    async *parts() {
      // its opener closes it
      yield { ...pick(file), close: async () => {} };
    },
  };
}

function pick(file: OpenFile): OpenFile {
  return {
    name: file.name,
    size: file.size,
    ...(file.modifiedAt === undefined ? {} : { modifiedAt: file.modifiedAt }),
    stream: () => file.stream(),
    slice: (start, end) => file.slice(start, end),
    close: () => file.close(),
  };
}
