import { describeAuthority } from '../testing/authority.contract.ts';
import { createAuthority } from './authority.ts';

describeAuthority('in this process', createAuthority);
