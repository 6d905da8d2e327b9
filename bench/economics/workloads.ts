const WORKLOADS = 30;
/** As the generated calls name them. */
const APPLICATIONS = 15;

/** The workloads of the generated calls, each with what one of its outcomes is worth. */
export async function declareWorkloads(
  tell: (method: 'POST' | 'PATCH', path: string, body: object) => Promise<void>,
): Promise<void> {
  // days that are not UTC's are the harder ones
  await tell('PATCH', '/organization', { time_zone: 'Europe/Berlin' });
  for (let i = 0; i < APPLICATIONS; i++) {
    await tell('POST', '/applications', { id: `app-${i}` });
  }
  for (let i = 0; i < WORKLOADS; i++) {
    await tell('POST', '/workloads', {
      id: `workload-${i}`,
      application: `app-${i % APPLICATIONS}`,
      environment: 'production',
      stage: i % 3 === 0 ? 'pilot' : 'production',
      owner: `owner-${i % 12}@acme.example`,
      value_metric: { outcome: 'ticket_resolved', value: '4.5', currency: 'USD', confidence: 'measured' },
    });
  }
}
