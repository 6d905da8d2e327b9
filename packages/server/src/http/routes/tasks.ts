import { createRoute } from '@hono/zod-openapi';
import { kill, TASK_STATES, type Task, task, taskView } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { TaskQuery } from '../../ledger/port.ts';
import { DEFAULT_PAGE } from '../../registry/services/page.ts';
import { rangeQuery, readRange } from '../answers/cost-query.ts';
import { ok, okPage, optionalBody, pageQuery } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import { type Api, changeBy } from '../env.ts';
import { composeTask, composeView, type TaskContext, unlanded } from '../tasks/compose.ts';
import { taskOfPath } from '../tasks/path.ts';

const tags = ['Tasks'];
const onePath = '/tasks/{workload}/{task}';
const DEFAULT_RANGE_MS = 30 * 24 * 3_600_000;
/** Pages looked through for tasks of one state before the cursor is handed back. */
const MOST_PAGES = 10;
const listQuery = pageQuery.extend({
  ...rangeQuery.shape,
  workload: z.string().min(1).max(63).optional(),
  state: z.enum(TASK_STATES).optional(),
});
const named = z.object({ workload: z.string().min(1).max(63), task: z.string().min(1).max(1_024) });
const stopTask = z
  .object({ reason: z.string().min(1).max(1_000).optional(), cut: z.boolean().default(true) })
  .strict();

export function addTaskRoutes(api: Api, { registry, ledger, clock, tasks }: AdminDeps): void {
  const killOf = (workload: string, id: string) =>
    registry
      .compile()
      .kills.find(({ target, subject }) => target === 'task' && subject === `${workload}/${id}`);
  const contextOf = (workload: string, id: string): TaskContext => ({
    live: tasks?.live({ workload, task: id }),
    kill: killOf(workload, id),
    now: clock.now(),
  });

  /** States are control's to know, so pages of the ledger are looked through for them. */
  async function list(query: TaskQuery, state: Task['state'] | undefined) {
    const data: Task[] = [];
    let cursor = query.cursor;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const limit = query.limit - data.length;
      const page = await ledger.tasks({ ...query, limit, ...(cursor === undefined ? {} : { cursor }) });
      const composed = page.data.map((one) => composeTask(one, contextOf(one.workload, one.task)));
      data.push(...composed.filter((one) => state === undefined || one.state === state));
      if (page.next_cursor === null) return { data, next_cursor: null };
      cursor = page.next_cursor;
      if (data.length >= query.limit) break;
    }
    return { data, next_cursor: cursor ?? null };
  }

  api.openapi(
    createRoute({
      method: 'get',
      path: '/tasks',
      tags,
      summary:
        'List tasks with a call in the range, newest first; of the last 30 days unless a range is given. A page of one state may hold fewer than asked for and still have a next',
      request: { query: listQuery },
      responses: okPage(task),
    }),
    async (c) => {
      const { workload, state, limit, cursor, ...range } = c.req.valid('query');
      const now = clock.now();
      const query = {
        ...readRange(range, now - DEFAULT_RANGE_MS, now, registry.organization.show().time_zone),
        limit: limit ?? DEFAULT_PAGE,
        ...(workload === undefined ? {} : { workload }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return c.json(await list(query, state), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: onePath,
      tags,
      summary: 'Show a task: its calls in order, tools called, limits and how far they are used',
      request: { params: named },
      responses: ok(taskView),
    }),
    async (c) => {
      const { workload, task: id } = taskOfPath(c.req.url);
      const context = contextOf(workload, id);
      const { organization, workloads } = registry.compile();
      const found =
        (await ledger.task(workload, id)) ??
        (context.live === undefined ? undefined : unlanded(context.live, organization.currency));
      if (found === undefined) throw noSuchTask(workload, id);
      const policy = Object.hasOwn(workloads, workload) ? workloads[workload]?.limits?.tasks : undefined;
      return c.json(composeView(found, context, policy), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${onePath}/stop`,
      tags,
      summary: 'Stop a task on all gateways within a second: throws a kill switch on it',
      request: { params: named, body: optionalBody(stopTask) },
      responses: ok(kill),
    }),
    async (c) => {
      const { workload, task: id } = taskOfPath(c.req.url);
      const { reason = `stopped by ${c.get('actor')}`, cut = true } = c.req.valid('json') ?? {};
      const input = { target: 'task', subject: `${workload}/${id}`, reason, cut } as const;
      return c.json(await registry.kills.create(input, changeBy(c)), 200);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${onePath}/resume`,
      tags,
      summary: 'Let a stopped task go on: takes its kill switch back',
      request: { params: named },
      responses: ok(kill),
    }),
    async (c) => {
      const { workload, task: id } = taskOfPath(c.req.url);
      const thrown = killOf(workload, id);
      if (thrown === undefined) throw notStopped(workload, id);
      return c.json(await registry.kills.end(thrown.id, changeBy(c)), 200);
    },
  );
}

function noSuchTask(workload: string, id: string): WeirError {
  return new WeirError('not_found', `There is no task ${JSON.stringify(id)} of workload "${workload}"`, {
    field: 'task',
    remedy: 'A call appears a moment after it ended; GET /tasks lists the tasks there are.',
  });
}

function notStopped(workload: string, id: string): WeirError {
  return new WeirError(
    'conflict',
    `No kill switch is thrown on task ${JSON.stringify(id)} of workload "${workload}"`,
    {
      field: 'task',
      remedy:
        'One that waits for a person goes on by POST /approvals/{id}/approve; one at a limit when that is raised.',
    },
  );
}
