import { describe, expect, it } from 'vitest';
import text from '../../../../../docs/formulas.md?raw';
import { AGREEMENT_FORMULAS, EXCHANGE_FORMULAS } from './formulas.ts';

describe('formulas of agreements', () => {
  it.each([...new Set(Object.values({ ...AGREEMENT_FORMULAS, ...EXCHANGE_FORMULAS }))])(
    '%s is explained, with an example',
    (id) => {
      const [, after = ''] = text.split(`\n## ${id}\n`);
      expect(after.split('\n## ')[0]).toMatch(/\n {4}\S.*=[\s\S]*\nExample: /);
    },
  );
});
