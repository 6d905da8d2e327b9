import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { readAlertsSearch } from '../features/alerts/search.ts';
import { readApprovalsSearch } from '../features/approvals/search.ts';
import { readAuditSearch } from '../features/audit/search.ts';
import { readBudgetsSearch } from '../features/budgets/search.ts';
import { readCallsSearch } from '../features/calls/search.ts';
import { readCommitmentsSearch } from '../features/commitments/search.ts';
import { readExplorerSearch } from '../features/explorer/search.ts';
import { HomePage } from '../features/home/HomePage.tsx';
import { readKeysSearch } from '../features/keys/search.ts';
import { readLiveSearch } from '../features/live/search.ts';
import { readModelsSearch } from '../features/models/search.ts';
import { readOrganizationSearch } from '../features/organization/sections.ts';
import { readPlaygroundSearch } from '../features/playground/search.ts';
import { readPriceSearch, readPricesSearch } from '../features/prices/search.ts';
import { readReconciliationSearch } from '../features/reconciliation/search.ts';
import { readRoutingSearch } from '../features/routing/search.ts';
import { readScope } from '../features/scope/scope.ts';
import { readSignInSearch } from '../features/session/search.ts';
import { NotFound } from '../features/shell/NotFound.tsx';
import { readSourceSearch, readSourcesSearch } from '../features/sources/search.ts';
import { readTasksSearch } from '../features/tasks/search.ts';
import { readWorkloadSearch, readWorkloadsSearch } from '../features/workloads/search.ts';
import { root, shell } from './frame.tsx';
import { valueRoutes } from './value-routes.tsx';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('../features/session/SignInPage.tsx')),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: readScope,
  component: HomePage,
});

const explorer = createRoute({
  getParentRoute: () => shell,
  path: '/explorer',
  validateSearch: readExplorerSearch,
  component: lazyRouteComponent(() => import('../features/explorer/ExplorerPage.tsx')),
});

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: readCallsSearch,
  component: lazyRouteComponent(() => import('../features/calls/CallsPage.tsx')),
});

const call = createRoute({
  getParentRoute: () => shell,
  path: '/calls/$id',
  component: lazyRouteComponent(() => import('../features/calls/CallPage.tsx')),
});

const workloads = createRoute({
  getParentRoute: () => shell,
  path: '/workloads',
  validateSearch: readWorkloadsSearch,
  component: lazyRouteComponent(() => import('../features/workloads/WorkloadsPage.tsx')),
});

const workload = createRoute({
  getParentRoute: () => shell,
  path: '/workloads/$id',
  validateSearch: readWorkloadSearch,
  component: lazyRouteComponent(() => import('../features/workloads/WorkloadPage.tsx')),
});

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  validateSearch: readKeysSearch,
  component: lazyRouteComponent(() => import('../features/keys/KeysPage.tsx')),
});

const organization = createRoute({
  getParentRoute: () => shell,
  path: '/organization',
  validateSearch: readOrganizationSearch,
  component: lazyRouteComponent(() => import('../features/organization/OrganizationPage.tsx')),
});

const findings = createRoute({
  getParentRoute: () => shell,
  path: '/findings',
  component: lazyRouteComponent(() => import('../features/findings/FindingsPage.tsx')),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/AuditPage.tsx')),
});

const caching = createRoute({
  getParentRoute: () => shell,
  path: '/caching',
  validateSearch: readScope,
  component: lazyRouteComponent(() => import('../features/caching/CachingPage.tsx')),
});

const live = createRoute({
  getParentRoute: () => shell,
  path: '/live',
  validateSearch: readLiveSearch,
  component: lazyRouteComponent(() => import('../features/live/LivePage.tsx')),
});

const playground = createRoute({
  getParentRoute: () => shell,
  path: '/playground',
  validateSearch: readPlaygroundSearch,
  component: lazyRouteComponent(() => import('../features/playground/PlaygroundPage.tsx')),
});

const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: readModelsSearch,
  component: lazyRouteComponent(() => import('../features/models/ModelsPage.tsx')),
});

const model = createRoute({
  getParentRoute: () => shell,
  path: '/models/$provider/$model',
  component: lazyRouteComponent(() => import('../features/models/ModelPage.tsx')),
});

const providers = createRoute({
  getParentRoute: () => shell,
  path: '/providers',
  component: lazyRouteComponent(() => import('../features/providers/ProvidersPage.tsx')),
});

const routing = createRoute({
  getParentRoute: () => shell,
  path: '/routing',
  validateSearch: readRoutingSearch,
  component: lazyRouteComponent(() => import('../features/routing/RoutingPage.tsx')),
});

const budgets = createRoute({
  getParentRoute: () => shell,
  path: '/budgets',
  validateSearch: readBudgetsSearch,
  component: lazyRouteComponent(() => import('../features/budgets/BudgetsPage.tsx')),
});

const budget = createRoute({
  getParentRoute: () => shell,
  path: '/budgets/$id',
  component: lazyRouteComponent(() => import('../features/budgets/BudgetPage.tsx')),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  validateSearch: readTasksSearch,
  component: lazyRouteComponent(() => import('../features/tasks/TasksPage.tsx')),
});

const task = createRoute({
  getParentRoute: () => shell,
  path: '/tasks/$workload/$task',
  component: lazyRouteComponent(() => import('../features/tasks/TaskPage.tsx')),
});

const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  validateSearch: readAlertsSearch,
  component: lazyRouteComponent(() => import('../features/alerts/AlertsPage.tsx')),
});

const gateways = createRoute({
  getParentRoute: () => shell,
  path: '/gateways',
  component: lazyRouteComponent(() => import('../features/gateways/GatewaysPage.tsx')),
});

const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/approvals',
  validateSearch: readApprovalsSearch,
  component: lazyRouteComponent(() => import('../features/approvals/ApprovalsPage.tsx')),
});

const limits = createRoute({
  getParentRoute: () => shell,
  path: '/limits',
  component: lazyRouteComponent(() => import('../features/limits/LimitsPage.tsx')),
});

const prices = createRoute({
  getParentRoute: () => shell,
  path: '/prices',
  validateSearch: readPricesSearch,
  component: lazyRouteComponent(() => import('../features/prices/PricesPage.tsx')),
});

const price = createRoute({
  getParentRoute: () => shell,
  path: '/prices/$provider/$model',
  validateSearch: readPriceSearch,
  component: lazyRouteComponent(() => import('../features/prices/PricePage.tsx')),
});

const commitments = createRoute({
  getParentRoute: () => shell,
  path: '/commitments',
  validateSearch: readCommitmentsSearch,
  component: lazyRouteComponent(() => import('../features/commitments/CommitmentsPage.tsx')),
});

const commitment = createRoute({
  getParentRoute: () => shell,
  path: '/commitments/$id',
  component: lazyRouteComponent(() => import('../features/commitments/CommitmentPage.tsx')),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  validateSearch: readSourcesSearch,
  component: lazyRouteComponent(() => import('../features/sources/SourcesPage.tsx')),
});

const source = createRoute({
  getParentRoute: () => shell,
  path: '/sources/$id',
  validateSearch: readSourceSearch,
  component: lazyRouteComponent(() => import('../features/sources/SourcePage.tsx')),
});

const reconciliation = createRoute({
  getParentRoute: () => shell,
  path: '/reconciliation',
  validateSearch: readReconciliationSearch,
  component: lazyRouteComponent(() => import('../features/reconciliation/ReconciliationPage.tsx')),
});

/** Any other path: the frame stays, so that one can go on from there. */
const unknown = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound });

/** `/overview` is what people type. */
const alias = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

export const routeTree = root.addChildren([
  signIn,
  alias,
  shell.addChildren([
    home,
    explorer,
    calls,
    call,
    caching,
    live,
    playground,
    models,
    model,
    providers,
    routing,
    workloads,
    workload,
    keys,
    organization,
    budgets,
    budget,
    approvals,
    limits,
    tasks,
    task,
    alerts,
    gateways,
    prices,
    price,
    commitments,
    commitment,
    sources,
    source,
    reconciliation,
    findings,
    audit,
    ...valueRoutes,
    unknown,
  ]),
]);
