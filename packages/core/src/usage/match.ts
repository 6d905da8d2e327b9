/** Rule of the price list that says which names an entry answers to. Letter case is ignored, except by `regex`. */
export type MatchRule =
  | { or: readonly MatchRule[] }
  | { and: readonly MatchRule[] }
  | { equals: string }
  | { starts_with: string }
  | { ends_with: string }
  | { contains: string }
  | { regex: string };

export type Matcher = (name: string) => boolean;

/** Compiles a rule once, so that a list of hundreds of models can be searched per call. */
export function compileMatch(rule: MatchRule): Matcher {
  if ('or' in rule) return anyOf(rule.or.map(compileMatch));
  if ('and' in rule) return allOf(rule.and.map(compileMatch));
  if ('equals' in rule) return onLower(rule.equals, (name, wanted) => name === wanted);
  if ('starts_with' in rule) return onLower(rule.starts_with, (name, wanted) => name.startsWith(wanted));
  if ('ends_with' in rule) return onLower(rule.ends_with, (name, wanted) => name.endsWith(wanted));
  if ('contains' in rule) return onLower(rule.contains, (name, wanted) => name.includes(wanted));
  const pattern = new RegExp(rule.regex);
  return (name) => pattern.test(name);
}

function anyOf(matchers: readonly Matcher[]): Matcher {
  return (name) => matchers.some((matches) => matches(name));
}

function allOf(matchers: readonly Matcher[]): Matcher {
  return (name) => matchers.every((matches) => matches(name));
}

function onLower(value: string, test: (name: string, wanted: string) => boolean): Matcher {
  const wanted = value.toLowerCase();
  return (name) => test(name.toLowerCase(), wanted);
}
