import { ApiError } from '../api-error.ts';
import { follow, type Route } from '../intake.ts';
import type { ModelIndex } from '../models.ts';
import { OPENAI_ROUTES } from '../openai/routes.ts';
import type { Exchange } from '../world.ts';

/** A path below `/openai` as Azure has it: `/deployments/{name}/...`, `/v1/...`, or one without a deployment. */
const PATH = /^(?:\/deployments\/([^/]+)|(\/v1))?(\/.*)$/;

export const AZURE_ROUTES: readonly Route[] = (['GET', 'POST', 'DELETE'] as const).map((method) => ({
  method,
  path: PATH,
  answer: (exchange, [deployment = '', v1 = '', route = '']) => {
    if (v1 === '' && !exchange.target.query.has('api-version')) throw notFound('Resource not found');
    const patch = deployment === '' ? {} : { patch: { model: modelOf(exchange.world.models, deployment) } };
    return pass({ ...exchange, ...patch }, route);
  },
}));

async function pass(exchange: Exchange, route: string): Promise<void> {
  if (!(await follow(OPENAI_ROUTES, exchange, route))) throw notFound('Resource not found');
}

/** Deployments have names of the operator's choosing; here the longest name of a model in them tells the model. */
function modelOf(models: ModelIndex, deployment: string): string {
  if (models.find('openai', deployment) !== undefined) return deployment;
  const names = models.list('openai').map(({ id }) => id);
  const inside = names.filter((id) => deployment.includes(id)).sort((a, b) => b.length - a.length)[0];
  if (inside !== undefined) return inside;
  throw new ApiError(
    404,
    'not_found',
    'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
    { code: 'DeploymentNotFound' },
  );
}

function notFound(message: string): ApiError {
  return new ApiError(404, 'not_found', message, { code: '404' });
}
