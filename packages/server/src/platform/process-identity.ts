import { readFileSync } from 'node:fs';

/** A process that cannot be confused with a later one that got the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and start time of the process (`1f0c3a9b.123456`), or '' where the system does not tell. */
  start: string;
}

// declared before it is first used, which is while this module loads
let knownBootId: string | undefined;

const OWN: ProcessIdentity = { pid: process.pid, start: startOf(process.pid) ?? '' };

/** Identity of this process. */
export function processIdentity(): ProcessIdentity {
  return OWN;
}

/** False once that very process is gone, also when its pid has been given to another. A zombie is gone. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  if (identity.pid === OWN.pid) return identity.start === OWN.start || identity.start === '';
  if (identity.start !== '' && OWN.start !== '') return startOf(identity.pid) === identity.start;
  return answersSignal(identity.pid);
}

/** Undefined when there is no such process, or no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // the command name, field 2, may hold spaces and brackets: count fields after its closing one
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
    return `${bootId()}.${startTicks}`;
  } catch {
    return undefined;
  }
}

/** Start times count from boot, so the boot is part of the identity. */
function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  return knownBootId;
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
