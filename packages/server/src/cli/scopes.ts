import { InvalidArgumentError } from 'commander';

/** `team=support,environment=production`, repeatable: what something applies to. `organization` or nothing is everything. */
export function scopeOption(text: string, previous: Record<string, string> = {}): Record<string, string> {
  if (text.trim() === 'organization') return previous;
  const scope = { ...previous };
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    if (at < 1 || value === '') {
      throw new InvalidArgumentError(
        'Give it as dimension=value, such as workload=support-bot or tag.tenant=acme.',
      );
    }
    scope[name.replaceAll('-', '_')] = value;
  }
  return scope;
}

export const SCOPE_HELP =
  'A scope is one or more dimension=value, all of which must hold: cost_center, team, application, workload,\n' +
  'environment, owner, use_case, business_process, request_type, user, customer, key, provider, model, tier, or\n' +
  'tag.<name>. Without one it is the whole organization.';

export function scopeText(scope: Readonly<Record<string, string>>): string {
  return (
    Object.entries(scope)
      .map(([name, value]) => `${name}=${value}`)
      .join(',') || 'organization'
  );
}
