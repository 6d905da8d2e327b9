import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationReference } from './reference.ts';

// npx tsx packages/server/src/platform/config/write-reference.ts
const path = fileURLToPath(new URL('../../../../../docs/reference/configuration.md', import.meta.url));
mkdirSync(fileURLToPath(new URL('.', `file://${path}`)), { recursive: true });
writeFileSync(path, configurationReference());
