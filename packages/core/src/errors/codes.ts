/**
 * Every error Weir itself raises: stable code -> HTTP status and whether the same request may succeed later.
 * Gateway and admin API map from here in one place each; texts are written where the error is raised.
 */
export const ERROR_CODES = {
  // caller and key
  key_missing: { status: 401, retryable: false },
  key_unknown: { status: 401, retryable: false },
  key_revoked: { status: 401, retryable: false },
  key_expired: { status: 401, retryable: false },
  client_not_allowed: { status: 403, retryable: false },
  admin_token_invalid: { status: 401, retryable: false },
  // request
  body_not_json: { status: 400, retryable: false },
  body_invalid: { status: 400, retryable: false },
  body_too_large: { status: 413, retryable: false },
  body_incomplete: { status: 408, retryable: true },
  invalid_argument: { status: 400, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  conflict: { status: 409, retryable: false },
  idempotency_in_flight: { status: 409, retryable: true },
  idempotency_key_reused: { status: 400, retryable: false },
  too_many_requests: { status: 429, retryable: true },
  // governance
  attribution_missing: { status: 400, retryable: false },
  tag_value_not_allowed: { status: 400, retryable: false },
  workload_not_admitted: { status: 403, retryable: false },
  model_not_approved: { status: 403, retryable: false },
  model_unknown: { status: 404, retryable: false },
  tier_not_allowed: { status: 403, retryable: false },
  data_class_forbids: { status: 403, retryable: false },
  data_blocked: { status: 400, retryable: false },
  // the request asks for something the model's dialect has no words for
  not_translatable: { status: 400, retryable: false },
  capability_missing: { status: 400, retryable: false },
  resource_not_owned: { status: 404, retryable: false },
  passthrough_forbidden: { status: 403, retryable: false },
  // 402, not 429: SDKs retry 429, and a spent budget does not heal by retrying
  budget_exhausted: { status: 402, retryable: false },
  // an approver may lift the budget; a request for it is open
  approval_needed: { status: 402, retryable: false },
  rate_limited: { status: 429, retryable: true },
  // 403 for what a person or another request must change: SDKs retry 408, 409 and 429
  task_limit_reached: { status: 403, retryable: false },
  task_waiting: { status: 403, retryable: false },
  stopped_by_operator: { status: 403, retryable: false },
  cache_only: { status: 402, retryable: false },
  // upstream
  provider_unconfigured: { status: 503, retryable: false },
  provider_unavailable: { status: 503, retryable: true },
  provider_url_forbidden: { status: 403, retryable: false },
  upstream_unreachable: { status: 502, retryable: true },
  upstream_timeout: { status: 504, retryable: true },
  upstream_malformed: { status: 502, retryable: true },
  upstream_cut: { status: 502, retryable: true },
  // Weir itself
  admission_unavailable: { status: 503, retryable: true },
  limits_unavailable: { status: 503, retryable: true },
  spool_full: { status: 503, retryable: true },
  shutting_down: { status: 503, retryable: true },
  overloaded: { status: 503, retryable: true },
  registry_unavailable: { status: 503, retryable: true },
  ledger_unavailable: { status: 503, retryable: true },
  // whoever asked has stopped the query
  cancelled: { status: 499, retryable: true },
  backup_damaged: { status: 400, retryable: false },
  data_dir_locked: { status: 409, retryable: false },
  config_invalid: { status: 400, retryable: false },
  internal: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;
