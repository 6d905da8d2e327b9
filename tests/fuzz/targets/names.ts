import { callRoute, modelsRoute } from '../../../packages/server/src/gateway/routes.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

const PIECES = [
  '/',
  '/v1',
  '/v1beta',
  '/openai',
  '/models',
  '/models/',
  ':generateContent',
  ':streamGenerateContent',
  '/chat/completions',
  '/messages',
  '/deployments/',
  'gpt-4o',
  'tier:small',
  'default',
  '__proto__',
  'constructor',
  'toString',
  '%2e%2e',
  '%2F',
  '%',
  '%ff',
  '%00',
  '..',
  '//',
  '?',
  '#',
  ':',
  ' ',
  '\u0000',
  'é',
  '😀',
  '\\',
  '{model}',
];

/** Paths and the names in them: found or not, never an exception, never a name that came from nowhere. */
export const names: Target = {
  name: 'paths and model names',
  weight: 5,
  check(random) {
    const path = pathOf(random);
    const found = callRoute(path);
    if (found !== undefined) {
      must(
        typeof found.route.key === 'string' && found.route.operation.name.length > 0,
        'a route is one',
        path,
      );
      if (found.model !== undefined)
        must(found.model.length > 0 && found.model.length <= path.length, 'a name', path);
    }
    modelsRoute(path);
  },
};

function pathOf(random: Random): string {
  let path = '';
  for (let left = 1 + random.int(8); left > 0; left -= 1) path += random.pick(PIECES);
  return random.chance(0.05) ? path.repeat(500) : path;
}
