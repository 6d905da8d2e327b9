/**
 * Names inside a spool root: one directory per gateway incarnation,
 *
 *     <root>/<instance>/owner          identity of the writing process, JSON
 *     <root>/<instance>/00000001.log   segments, ascending
 *     <root>/<instance>/closed         present once the writer has ended cleanly
 *     <root>/<instance>/ballast        room for ends on a full disk
 *     <root>/<instance>/checkpoint     what the ledger writer has landed, JSON
 *     <root>/quarantine/               records that could not be landed, with the reason
 */
export const OWNER_FILE = 'owner';
export const CLOSED_FILE = 'closed';
export const BALLAST_FILE = 'ballast';
export const CHECKPOINT_FILE = 'checkpoint';
export const QUARANTINE_DIRECTORY = 'quarantine';
export const SEGMENT_PATTERN = /^(\d{8})\.log$/;

export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.log`;
}

/** Directories appear complete, by renaming: names with a dot are still being made. */
export function isInstanceDirectory(name: string): boolean {
  return name !== QUARANTINE_DIRECTORY && !name.startsWith('.');
}
