import { textOf } from '../../routes/search.ts';

export interface AuditSearch {
  /** `<kind>/<id>`: what was changed. */
  subject?: string | undefined;
}

export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const subject = textOf(raw['subject']);
  return subject === undefined ? {} : { subject };
}
