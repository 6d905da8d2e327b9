import { z } from 'zod';

/** What sources of files may look at on this machine. */
export const ingestConfig = z
  .object({
    folders: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Folders below which sources may watch files. None by default: then files are uploaded, or lie in a bucket.',
      ),
  })
  .strict()
  .prefault({});
