export { FocusChecker, type Violation } from './check.ts';
export { FOCUS_VERSIONS, type FocusVersion } from './columns.ts';
export { focus } from './format.ts';
