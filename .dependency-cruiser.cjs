// The house plan as rules: imports point down only, rows do not import each other sideways, nothing is circular.
// `scripts/lint-imports.mjs` runs this and asserts that a plausible number of modules was really cruised.

/** Rows of packages/server/src from the top down. A row may import any row below it, never its own siblings. */
const ROWS = [
  ['app'],
  ['http', 'cli'],
  ['governance', 'reports', 'alerts'],
  ['outcomes', 'insights', 'books'],
  ['gateway', 'ingest', 'sandbox'],
  ['ledger', 'registry', 'limits', 'providers', 'privacy', 'cache'],
  ['platform'],
];

/** Folders of packages/core/src from the top down; each may import those after it. */
const CORE = ['contract', 'economics', 'stats', 'pricing', 'usage', 'money', 'errors'];

const server = (names) => `^packages/server/src/(${names.join('|')})/`;
const core = (names) => `^packages/core/src/(${names.join('|')})/`;

const upward = ROWS.flatMap((row, i) => {
  const above = ROWS.slice(0, i).flat();
  return above.length === 0
    ? []
    : [
        {
          name: `down-only:${row.join('+')}`,
          severity: 'error',
          from: { path: server(row) },
          to: { path: server(above) },
        },
      ];
});

const sideways = ROWS.flatMap((row) =>
  row
    .map((name) => {
      const siblings = row.filter((other) => other !== name);
      return siblings.length === 0
        ? undefined
        : {
            name: `no-sibling:${name}`,
            severity: 'error',
            from: { path: server([name]) },
            to: { path: server(siblings) },
          };
    })
    .filter(Boolean),
);

const coreDown = CORE.flatMap((name, i) => {
  const above = CORE.slice(0, i);
  return above.length === 0
    ? []
    : [
        {
          name: `core-down-only:${name}`,
          severity: 'error',
          from: { path: core([name]) },
          to: { path: core(above) },
        },
      ];
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-stands-alone',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^packages/(server|console)/' },
    },
    {
      name: 'console-sees-core-only',
      severity: 'error',
      from: { path: '^packages/console/' },
      to: { path: '^packages/server/' },
    },
    {
      name: 'server-never-sees-console',
      severity: 'error',
      from: { path: '^packages/server/' },
      to: { path: '^packages/console/' },
    },
    ...upward,
    ...sideways,
    ...coreDown,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
