import type { WeirOptions } from '@weir/client';

/** Where Weir is and who one is, from the environment; addresses default to those of `weir up`. */
export function settings(): WeirOptions {
  const { WEIR_URL, WEIR_ADMIN_URL, WEIR_KEY, WEIR_WORKLOAD } = process.env;
  if (WEIR_KEY === undefined) throw new Error('Set WEIR_KEY to a key of your workload.');
  return {
    baseUrl: WEIR_URL ?? 'http://127.0.0.1:4000',
    apiKey: WEIR_KEY,
    ...(WEIR_WORKLOAD === undefined ? {} : { workload: WEIR_WORKLOAD }),
    outcomes: { url: WEIR_ADMIN_URL ?? 'http://127.0.0.1:4010' },
    onError: (error) => console.error(error.message),
  };
}
