// Writes the generated files: the configuration's JSON schema for editors, the OpenAPI document, and the pages of
// docs/reference/ that are marked as generated in their first line. With --check it only compares, and fails if a
// file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { configSchema } from '../src/config/schema/config-schema.ts';
import { markdownOf } from '../src/conformance/formats/md.ts';
import { conformanceStatement } from '../src/conformance/statement.ts';
import { licensedPackages } from './licenses.ts';
import { openApiDocument } from './openapi.ts';
import { profilesPage } from './pages/client-profiles-page.ts';
import { commandLinePage } from './pages/command-line-page.ts';
import { configurationPage } from './pages/configuration-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { auditPage } from './pages/audit-page.ts';
import { permissionsPage } from './pages/permissions-page.ts';
import { coveragePage } from '../test/support/annex-e-rows.ts';

const root = path.join(import.meta.dirname, '..');

function configJsonSchema(): string {
  return JSON.stringify({
    title: 'Hardcopy configuration',
    ...z.toJSONSchema(configSchema, { io: 'input' }),
  });
}

const files = {
  'config/hardcopy.schema.json': configJsonSchema(),
  'docs/api/openapi.json': JSON.stringify(await openApiDocument()),
  'docs/api/licenses.json': JSON.stringify({ packages: licensedPackages() }),
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/audit.md': auditPage(),
  'docs/reference/permissions.md': permissionsPage(),
  'docs/reference/conformance-coverage.md': coveragePage(),
  'docs/reference/conformance.md': markdownOf(conformanceStatement(loadConfig())),
  'docs/reference/command-line.md': await commandLinePage(),
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/client-profiles.md': profilesPage(),
};

let stale = false;
for (const [name, content] of Object.entries(files)) {
  const file = path.join(root, name);
  const options = await prettier.resolveConfig(file);
  const formatted = await prettier.format(content, { ...options, filepath: file });
  if (!process.argv.includes('--check')) {
    writeFileSync(file, formatted);
    continue;
  }
  let found = '';
  try {
    found = readFileSync(file, 'utf8');
  } catch {
    // A missing file is out of date.
  }
  if (found !== formatted) {
    console.error(`${name} is stale: run npm run generate`);
    stale = true;
  }
}
if (stale) process.exitCode = 1;
