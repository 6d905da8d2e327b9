import type { CostReport } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { costsCsv, csvCell } from './csv.ts';

const measures = {
  calls: 2,
  cost: '0.000150000001',
  loaded_cost: '0.000150000001',
  list_cost: '0.000150000001',
  estimated_cost: '0',
  unpriced_cost: '0',
  attributed_cost: '0.000150000001',
  input_tokens: 10,
  output_tokens: 5,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  cache_hits: 0,
  cache_lookups: 0,
  avoided_cost: '0',
  prompt_cache_saving: '0',
  evaluation_calls: 0,
  evaluation_cost: '0',
  errors: 1,
};
const report: CostReport = {
  by: ['workload', 'model'],
  since: '2026-11-01T00:00:00Z',
  until: '2026-11-02T00:00:00Z',
  currency: 'USD',
  rows: [{ ...measures, group: { workload: 'a,b', model: '' } }],
  total: measures,
  answered_from: 'rollup',
};

describe('costs as CSV', () => {
  it('keeps every decimal and quotes what needs it', () => {
    expect(costsCsv(report)).toBe(
      'workload,model,calls,cost,list_cost,estimated_cost,unpriced_cost,attributed_cost,input_tokens,output_tokens,cache_read_tokens,errors,currency\r\n' +
        '"a,b",,2,0.000150000001,0.000150000001,0,0,0.000150000001,10,5,0,1,USD\r\n',
    );
  });

  it('puts the bucket first', () => {
    const [row] = report.rows;
    const daily = costsCsv({ ...report, rows: row === undefined ? [] : [{ ...row, bucket: report.since }] });
    expect(daily.startsWith('bucket,workload')).toBe(true);
    expect(daily).toContain('\r\n2026-11-01T00:00:00Z,"a,b"');
  });

  it('defuses formulas and leaves negative amounts alone', () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('@x "y"')).toBe('"\'@x ""y"""');
    expect(csvCell('-0.5')).toBe('-0.5');
    expect(csvCell('-abc')).toBe("'-abc");
  });
});
