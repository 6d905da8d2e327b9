export { type ExtractedUsage, extractUsage } from './extract.ts';
export type { ExtractMapping, Extractor, ExtractorOwner } from './extractor.ts';
export { dialectOf } from './flavor.ts';
export { compileMatch, type Matcher, type MatchRule } from './match.ts';
export { parseUnits } from './parse-units.ts';
export type { Path, PathStep } from './path.ts';
export type { Unit, UnitId, Usage } from './types.ts';
export { compatible, UnitRegistry } from './units.ts';
export { notAQuantity, parseUsage, partExceedsWhole } from './validate.ts';
