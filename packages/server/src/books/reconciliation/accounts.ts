/** One entry of `books.accounts` of weir.yaml. */
export interface BilledAccount {
  bills: string;
  account?: string | undefined;
  project?: string | undefined;
  key?: string | undefined;
  provider?: string | undefined;
  workload?: string | undefined;
}

interface Named {
  account?: string | undefined;
  project?: string | undefined;
  key?: string | undefined;
}

/**
 * Whose the accounts, projects and keys on bills are, of one billing provider. A *scope* is the name of one of them: what both
 * sides can be told apart by.
 */
export interface Accounts {
  /** Of a line of the bill; its own project or account where no entry fits. */
  scopeOf(line: Named): string;
  /** Of what a provider of Weir was called with; undefined where that is not configured, or not one. */
  scopeOfProvider(provider: string): string | undefined;
  /** Provider of Weir that calls with this scope. */
  providerOf(scope: string): string | undefined;
  workloadOf(scope: string): string | undefined;
}

export function accountsOf(
  billed: string,
  configured: readonly BilledAccount[],
  workloads: ReadonlyMap<string, string> = new Map(),
): Accounts {
  const entries = configured.filter(({ bills }) => bills === billed);
  const entryOf = (scope: string) => entries.find((entry) => label(entry) === scope);
  return {
    scopeOf(line) {
      const entry = entries.find((one) => fits(one, line));
      return entry === undefined ? label(line) : label(entry);
    },
    scopeOfProvider(provider) {
      const scopes = new Set(entries.filter((entry) => entry.provider === provider).map(label));
      const [only] = scopes;
      return scopes.size === 1 ? only : undefined;
    },
    providerOf: (scope) => entryOf(scope)?.provider,
    workloadOf: (scope) => entryOf(scope)?.workload ?? workloads.get(scope),
  };
}

const label = ({ key, project, account }: Named): string => key ?? project ?? account ?? '';

function fits(entry: BilledAccount, line: Named): boolean {
  return (['account', 'project', 'key'] as const).every(
    (name) => entry[name] === undefined || entry[name] === line[name],
  );
}
