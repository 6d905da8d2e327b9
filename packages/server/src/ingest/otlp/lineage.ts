import type { Role } from './roles.ts';

interface Link {
  parent: string;
  role: Role;
}

/** A trace deeper than this is a loop, or nothing that a person wrote. */
const DEEPEST = 64;

/**
 * Which span lies below which, of the traces seen last: spans without usage join those that have it and come in other
 * deliveries. Bounded; what is forgotten, or was lost by a restart, leaves the parent that each span names itself.
 */
export class Lineage {
  private readonly traces = new Map<string, Map<string, Link>>();
  private readonly most: number;
  private spans = 0;

  constructor(most = 200_000) {
    this.most = most;
  }

  note(traceId: string, spanId: string, parent: string, role: Role): void {
    const trace = this.traces.get(traceId) ?? new Map<string, Link>();
    this.traces.delete(traceId);
    this.traces.set(traceId, trace);
    if (!trace.has(spanId)) this.spans += 1;
    trace.set(spanId, { parent, role });
    for (const [oldest, links] of this.traces) {
      if (this.spans <= this.most || oldest === traceId) break;
      this.traces.delete(oldest);
      this.spans -= links.size;
    }
  }

  /** Spans above, nearest first, up to a tool: what a tool does is new work and no part of who called it. */
  above(traceId: string, spanId: string): string[] {
    const trace = this.traces.get(traceId);
    const found: string[] = [];
    let parent = trace?.get(spanId)?.parent ?? '';
    while (parent !== '' && found.length < DEEPEST && !found.includes(parent)) {
      const link = trace?.get(parent);
      if (link?.role === 'tool') break;
      found.push(parent);
      parent = link?.parent ?? '';
    }
    return found;
  }
}
