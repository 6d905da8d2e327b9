import { setTimeout as pause } from 'node:timers/promises';
import { OpenAPIHono } from '@hono/zod-openapi';
import { WeirError } from '@weir/core/errors';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { createUuidV7 } from '../platform/ids.ts';
import { errorAnswer } from './answers/errors.ts';
import { invalidRequest } from './answers/invalid.ts';
import { authenticate, type Credentials } from './auth/authenticate.ts';
import { createFailureDelay } from './auth/failure-delay.ts';
import { keysOfWorkloads } from './auth/outcome-senders.ts';
import { consoleFiles, notBuilt } from './console-files.ts';
import type { AdminDeps } from './deps.ts';
import type { Api, AppEnv } from './env.ts';
import { hostCheck } from './middleware/host-check.ts';
import { idempotencyKey } from './middleware/idempotency.ts';
import { declaredJson, limitedBody } from './middleware/json-body.ts';
import { requestId } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { storableText } from './middleware/storable-text.ts';
import { addOpenApiRoute, allowedMethods } from './openapi.ts';
import { addAdminTokenRoutes } from './routes/admin-tokens.ts';
import { addAgreementRoutes } from './routes/agreements.ts';
import { addAlertChannelRoutes } from './routes/alert-channels.ts';
import { addAlertRuleRoutes } from './routes/alert-rules.ts';
import { addAlertRoutes } from './routes/alerts.ts';
import { addAllocationRuleRoutes } from './routes/allocation-rules.ts';
import { addApplicationRoutes } from './routes/applications.ts';
import { addApplyRoutes } from './routes/apply.ts';
import { addApprovalRoutes } from './routes/approvals.ts';
import { addAttributionRoutes } from './routes/attribution.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addBackupRoutes } from './routes/backups.ts';
import { addBudgetLiftRoutes } from './routes/budget-lifts.ts';
import { addBudgetRoutes } from './routes/budgets.ts';
import { addCachingRoutes } from './routes/caching.ts';
import { addCallRoutes } from './routes/calls.ts';
import { addCostCenterRoutes } from './routes/cost-centers.ts';
import { addCostItemRoutes } from './routes/cost-items.ts';
import { addCostRoutes } from './routes/costs.ts';
import { addDataClassRoutes } from './routes/data-classes.ts';
import { addDemoRoutes } from './routes/demo.ts';
import { addDimensionRoutes } from './routes/dimensions.ts';
import { addEnvironmentRoutes } from './routes/environments.ts';
import { addEventRoutes } from './routes/events.ts';
import { addExchangeRateRoutes } from './routes/exchange-rates.ts';
import { addExploreRoutes } from './routes/explore.ts';
import { addFindingRoutes } from './routes/findings.ts';
import { addFocusRoutes } from './routes/focus.ts';
import { addFullCostRoutes } from './routes/full-cost.ts';
import { addGateRoutes } from './routes/gates.ts';
import { addGatewayRoutes } from './routes/gateways.ts';
import { addImportRoutes } from './routes/imports.ts';
import { addKeyRoutes } from './routes/keys.ts';
import { addKillRoutes } from './routes/kills.ts';
import { addMappingRoutes } from './routes/mappings.ts';
import { addMetricsRoute } from './routes/metrics.ts';
import { addModelRouteRoutes } from './routes/model-routes.ts';
import { addModelRoutes } from './routes/models.ts';
import { addNoteRoutes } from './routes/notes.ts';
import { addOrganizationRoutes } from './routes/organization.ts';
import { addOrganizationImportRoute } from './routes/organization-import.ts';
import { addOtlpRoute } from './routes/otlp.ts';
import { addOutcomeRuleRoutes } from './routes/outcome-rules.ts';
import { addOutcomeWebhookRoutes } from './routes/outcome-webhooks.ts';
import { addOutcomeRoutes } from './routes/outcomes.ts';
import { addOverviewRoutes } from './routes/overview.ts';
import { addPersonRoutes } from './routes/people.ts';
import { addPeriodRoutes } from './routes/periods.ts';
import { addPriceFigureRoutes } from './routes/price-figures.ts';
import { addPriceListRoutes } from './routes/price-lists.ts';
import { addPriceRoutes } from './routes/prices.ts';
import { addProposalRoutes } from './routes/proposals.ts';
import { addProviderRoutes } from './routes/providers.ts';
import { addQualityScoreRoutes } from './routes/quality-scores.ts';
import { addRateLimitRoutes } from './routes/rate-limits.ts';
import { addReconciliationRoutes } from './routes/reconciliation.ts';
import { addRoutingRoutes } from './routes/routing.ts';
import { addSavedViewRoutes } from './routes/saved-views.ts';
import { addSessionRoutes } from './routes/session.ts';
import { addSourceQuarantineRoutes } from './routes/source-quarantine.ts';
import { addSourceRunRoutes } from './routes/source-runs.ts';
import { addSourceRoutes } from './routes/sources.ts';
import { addStatusRoutes } from './routes/status.ts';
import { addTagDefinitionRoutes } from './routes/tag-definitions.ts';
import { addTaskRoutes } from './routes/tasks.ts';
import { addTeamRoutes } from './routes/teams.ts';
import { addUnitRoutes } from './routes/unit-economics.ts';
import { addVirtualTagRoutes } from './routes/virtual-tags.ts';
import { addWorkloadRoutes } from './routes/workloads.ts';
import { createSandboxMode } from './sandbox-mode.ts';

const API = '/api/v1';
/** Bodies that are whole files: they stream and are no JSON. */
const FILES = new RegExp(`^${API}/(imports/|outcomes/import$|sources/[a-z0-9-]+/(files|preview)$)`);
/** They know by themselves who may ask: sign in, and webhooks, which are signed. */
const OWN_CREDENTIALS = new RegExp(`^${API}/(session|hooks/outcomes/)`);

/** The admin API under /api/v1, /health, and the console for everything else. Serve it with @hono/node-server. */
export function createAdminApp(deps: AdminDeps): Hono<AppEnv> {
  const sleep = deps.sleep ?? ((ms) => pause(ms));
  const delay = createFailureDelay(deps.clock, sleep);
  const credentials: Credentials = { registry: deps.registry, cliToken: deps.cliToken, delay };
  const app: Api = new OpenAPIHono<AppEnv>();
  app.onError((error, c) => errorAnswer(error, c, deps.log));
  app.use(requestId(createUuidV7(deps.clock)));
  app.use(securityHeaders);
  app.use(hostCheck(deps.host));
  app.get('/health', (c) => c.json({ status: 'ok' }));
  // one that waits for its turn to lead answers 503 here
  app.get('/health/leader', (c) => c.json({ status: 'leader' }));

  addMetricsRoute(app, deps, authenticate(credentials));
  addOtlpRoute(app, deps, credentials);
  const api = createApi(deps, credentials);
  app.use(`${API}/outcomes`, keysOfWorkloads(credentials, deps.clock));
  app.use(`${API}/*`, exceptFor(OWN_CREDENTIALS, unlessKnown(authenticate(credentials))));
  app.use(`${API}/*`, exceptFor(FILES, limitedBody));
  app.use(`${API}/*`, exceptFor(FILES, declaredJson));
  app.use(`${API}/*`, exceptFor(FILES, storableText));
  app.use(`${API}/*`, exceptFor(FILES, idempotencyKey));
  app.route(API, api);
  app.all('/api/*', (c) => unknownRoute(c, app));
  app.get('*', deps.consoleDir === undefined ? notBuilt : consoleFiles(deps.consoleDir));
  app.notFound((c) => unknownRoute(c, app));
  return app;
}

function createApi(deps: AdminDeps, credentials: Credentials): Api {
  const api: Api = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.target, result.error);
    },
  });
  const sandbox = createSandboxMode(deps.ledger);
  addStatusRoutes(api, deps);
  addProviderRoutes(api, deps);
  addModelRoutes(api, deps);
  addModelRouteRoutes(api, deps);
  addDataClassRoutes(api, deps);
  addRoutingRoutes(api, deps);
  addOverviewRoutes(api, deps, sandbox);
  addCachingRoutes(api, deps, sandbox);
  addCostRoutes(api, deps, sandbox);
  addExploreRoutes(api, deps, sandbox);
  addFocusRoutes(api, deps, sandbox);
  addDimensionRoutes(api, deps);
  addSavedViewRoutes(api, deps);
  addNoteRoutes(api, deps);
  addUnitRoutes(api, deps, sandbox);
  addCallRoutes(api, deps);
  addTaskRoutes(api, deps);
  addOrganizationRoutes(api, deps);
  addCostCenterRoutes(api, deps);
  addTeamRoutes(api, deps);
  addPersonRoutes(api, deps);
  addApplicationRoutes(api, deps);
  addWorkloadRoutes(api, deps);
  addEnvironmentRoutes(api, deps);
  addApplyRoutes(api, deps);
  addKeyRoutes(api, deps);
  addBudgetRoutes(api, deps);
  addBudgetLiftRoutes(api, deps);
  addApprovalRoutes(api, deps);
  addRateLimitRoutes(api, deps);
  addKillRoutes(api, deps);
  addAdminTokenRoutes(api, deps);
  addPriceListRoutes(api, deps);
  addPriceFigureRoutes(api, deps);
  addPriceRoutes(api, deps);
  addExchangeRateRoutes(api, deps);
  addAgreementRoutes(api, deps);
  addReconciliationRoutes(api, deps);
  addProposalRoutes(api, deps);
  addPeriodRoutes(api, deps);
  addImportRoutes(api, deps);
  addOrganizationImportRoute(api, deps);
  addBackupRoutes(api, deps);
  addSourceRoutes(api, deps);
  addSourceRunRoutes(api, deps);
  addSourceQuarantineRoutes(api, deps);
  addMappingRoutes(api, deps);
  addDemoRoutes(api, deps);
  addOutcomeRoutes(api, deps);
  addOutcomeRuleRoutes(api, deps);
  addOutcomeWebhookRoutes(api, deps, credentials);
  addQualityScoreRoutes(api, deps);
  addCostItemRoutes(api, deps);
  addAllocationRuleRoutes(api, deps);
  addFullCostRoutes(api, deps, sandbox);
  addFindingRoutes(api, deps);
  addAlertRuleRoutes(api, deps);
  addAlertChannelRoutes(api, deps);
  addAlertRoutes(api, deps);
  addGateRoutes(api, deps);
  addGatewayRoutes(api, deps);
  addTagDefinitionRoutes(api, deps);
  addVirtualTagRoutes(api, deps);
  addAttributionRoutes(api, deps, sandbox);
  addAuditRoutes(api, deps);
  addEventRoutes(api, deps);
  addSessionRoutes(api, deps, credentials);
  addOpenApiRoute(api, deps.version, API);
  return api;
}

function exceptFor(paths: RegExp, middleware: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return (c, next) => (paths.test(new URL(c.req.url).pathname) ? next() : middleware(c, next));
}

function unlessKnown(middleware: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> {
  return (c, next) => (c.get('actor') === undefined ? middleware(c, next) : next());
}

function unknownRoute(c: Context<AppEnv>, app: Api): never {
  const path = new URL(c.req.url).pathname;
  const methods = allowedMethods(app, path);
  if (methods.length > 0) {
    c.header('allow', methods.join(', '));
    throw new WeirError('method_not_allowed', `${c.req.method} is not possible on ${path}`, {
      remedy: `Use ${methods.join(' or ')}.`,
    });
  }
  throw new WeirError('not_found', `There is nothing at ${path}`, {
    remedy: `GET ${API}/openapi.json lists what there is.`,
  });
}
