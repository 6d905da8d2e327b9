import { useQuery } from '@tanstack/react-query';
import { availableModelsQuery, routesQuery } from '../../api/gateway-queries.ts';
import { TIERS } from '../models/search.ts';

/** What a field that names a model is completed from; the field names this in `list`. */
export const MODEL_REFS = 'known-model-refs';

export function ModelRefs({
  withRoutes = true,
  extra = [],
}: {
  withRoutes?: boolean;
  extra?: readonly string[];
}) {
  const routes = useQuery(routesQuery()).data ?? [];
  const models = useQuery(availableModelsQuery()).data ?? [];
  const refs = new Set([
    ...extra,
    ...(withRoutes ? routes.map(({ id }) => id) : []),
    ...TIERS.map((tier) => `tier:${tier}`),
    ...models.map(({ model }) => model),
  ]);
  return (
    <datalist id={MODEL_REFS}>
      {[...refs].map((ref) => (
        <option key={ref} value={ref} />
      ))}
    </datalist>
  );
}
