// Writes the files that are made from the code: the configuration's JSON schema for editors and docs/errors.md.
// With --check it only compares and fails if one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { z } from 'zod';
import { configSchema } from '../src/config-schema.ts';
import { errorTable } from '../src/errors.ts';

const root = path.join(import.meta.dirname, '..');

function configJsonSchema(): string {
  return JSON.stringify({
    title: 'Hardcopy configuration',
    ...z.toJSONSchema(configSchema, { io: 'input' }),
  });
}

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, entry]) => {
    const answer =
      entry.address === 'wire'
        ? `A-ABORT, reason ${entry.abortReason}`
        : entry.address === 'job'
          ? `job FAILURE, ${entry.executionStatusInfo}`
          : `exit code ${entry.exitCode}`;
    return `| \`${code}\` | ${answer} | ${entry.meaning} |`;
  });
  return [
    '# Errors',
    '',
    'Made from `src/errors.ts` by `npm run generate`. A bad request is answered with a DIMSE status instead; those are in',
    '`src/print-scp/status.ts`.',
    '',
    '| code | what the other side sees | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const files = {
  'config/hardcopy.schema.json': configJsonSchema(),
  'docs/errors.md': errorsPage(),
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
    // A missing file is a stale one.
  }
  if (found !== formatted) {
    console.error(`${name} is stale: run npm run generate`);
    stale = true;
  }
}
if (stale) process.exitCode = 1;
