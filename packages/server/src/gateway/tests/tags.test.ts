import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdmissionTag } from '../../registry/admission-state.ts';
import { Harness, json, type Setup } from '../testing/harness.ts';
import { completes } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

const COUNTRY: AdmissionTag = {
  name: 'country',
  allowed: ['de', 'fr'],
  parentValues: {},
  onUnknown: 'reject',
};
const REGION: AdmissionTag = {
  name: 'region',
  allowed: ['bavaria', 'alsace'],
  parent: 'country',
  parentValues: { bavaria: 'de', alsace: 'fr' },
  onUnknown: 'reject',
};
const defined = (...tags: AdmissionTag[]): Setup => ({
  change: (state) => {
    state.tags = tags;
  },
});

describe('values of tags that somebody has fixed', () => {
  it('are refused when they are none of them, in the dialect of the caller', async () => {
    await weir.start(defined(REGION, COUNTRY));
    const reply = await weir.chat({}, { 'x-weir-tag-country': 'spain' });
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { code: 'tag_value_not_allowed', param: 'country' } });
    expect(reply.body.toString()).toContain('Allowed are: de, fr.');
    expect(weir.spool.call).toMatchObject({ status: 'refused', error_code: 'tag_value_not_allowed' });
    const anthropic = await weir.message({}, { 'x-weir-tag-country': 'spain' });
    expect(json(anthropic)).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });

  it('or count as unattributed, where that is the rule', async () => {
    await weir.start(defined({ ...COUNTRY, onUnknown: 'quarantine' }));
    const reply = await weir.chat({}, { 'x-weir-tag-country': 'spain' });
    expect(reply.status).toBe(200);
    expect(weir.spool.call).toMatchObject({
      attribution: 'quarantined',
      missing_tags: ['country'],
      tags: { country: 'spain' },
    });
  });

  it('bring along what they lie under', async () => {
    await weir.start(defined(REGION, COUNTRY));
    await weir.chat({}, { 'x-weir-tag-region': 'bavaria' });
    expect(weir.spool.call).toMatchObject({
      tags: { region: 'bavaria', country: 'de' },
      tag_sources: { region: 'header', country: 'derived' },
    });
  });

  it('do not lie under something else', async () => {
    await weir.start(defined(REGION, COUNTRY));
    const reply = await weir.chat({}, { 'x-weir-tag-region': 'bavaria', 'x-weir-tag-country': 'fr' });
    expect(reply.status).toBe(400);
    expect(reply.body.toString()).toContain('lies under country \\"de\\"');
  });

  it('bind what key and workload say, too', async () => {
    await weir.start(defined({ ...COUNTRY, name: 'cost_center', allowed: ['cc-2'] }));
    const reply = await weir.chat();
    expect(reply.status).toBe(400);
    expect(reply.body.toString()).toContain('as the workload has it');
  });

  it('are nobody’s business where nothing is defined', async () => {
    await weir.start(defined());
    expect((await weir.chat({}, { 'x-weir-tag-country': 'spain' })).status).toBe(200);
  });
});
