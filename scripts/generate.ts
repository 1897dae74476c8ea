// Writes the files that are made from the code: the configuration's JSON schema for editors, docs/reference/errors.md,
// docs/reference/client-profiles.md and docs/reference/conformance.md, the conformance statement of the configuration that ships.
// With --check it only compares and fails if one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { configSchema } from '../src/config/schema/config-schema.ts';
import { markdownOf } from '../src/conformance/formats/md.ts';
import { conformanceStatement } from '../src/conformance/statement.ts';
import { errorTable } from '../src/shared/errors/errors.ts';
import { systemErrors } from '../src/shared/errors/system-errors.ts';
import { coveragePage } from '../test/support/annex-e-rows.ts';
import { nearSpellings } from '../src/print-scp/rules/near-spellings.ts';
import {
  shippedProfile,
  shippedProfileNames,
  shippedProfiles,
} from '../src/print-scp/clients/client-profiles.ts';

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
          : entry.address === 'outcome'
            ? `job UNKNOWN, ${entry.executionStatusInfo}`
            : `exit code ${entry.exitCode}`;
    return `| \`${code}\` | ${answer} | ${entry.meaning} |`;
  });
  return [
    '# Errors',
    '',
    'Made from `src/shared/errors/errors.ts` by `npm run generate`. A bad request is answered with a DIMSE status instead; those are in',
    '`src/print-scp/rules/status.ts`.',
    '',
    '| code | what the other side sees | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '## Errors of the system',
    '',
    'What an error of a disk, a share or the machine means for a film (`src/shared/errors/system-errors.ts`). While the place or the machine is in',
    'trouble, every film has it: films **wait**, in their order, until it is over, however long that takes ([the queue](../explanation/queue.md)).',
    'Where the one file is refused, its job **fails**, and no other waits for it. An error that is not in the table (EINVAL and',
    'ENOTSUP among them, which some file servers answer for transient trouble and others for good) is tried as often as `spool.tries` says.',
    '',
    '| error | meaning | films |',
    '| --- | --- | --- |',
    ...Object.entries(systemErrors).map(
      ([code, { outlook, meaning }]) =>
        `| ${code} | ${meaning} | ${outlook === 'transient' ? 'wait' : 'fail'} |`,
    ),
    '',
    'Rendering: a render thread that cannot be started (files replaced while the server runs, no memory, no descriptors) makes films',
    'wait; one that ends while it draws a film is tried as often as `spool.tries` says, for the film may be the reason.',
    '',
  ].join('\n');
}

/** `warnings: silent, duplicateSeconds: 120`; for the standard profile everything. */
function settingsText(name: (typeof shippedProfileNames)[number]): string {
  const { name: _name, defaults: _defaults, ...all } = shippedProfile(name);
  const shown: Readonly<Record<string, unknown>> = name === 'standard' ? all : shippedProfiles[name].settings;
  const parts = Object.entries(shown).map(([key, value]) => `\`${key}: ${String(value)}\``);
  return parts.join(', ') || 'as `standard`';
}

/** What clients send for each attribute, by the term that it means. */
function spellingRows(): readonly string[] {
  return Object.entries(nearSpellings).map(([attribute, spellings]) => {
    const terms = new Map<string, string[]>();
    for (const [sent, term] of Object.entries(spellings)) {
      terms.set(term, [...(terms.get(term) ?? []), `\`${sent}\``]);
    }
    const meanings = [...terms].map(([term, sent]) => `${sent.join(', ')} → ${term}`);
    return `| ${attribute} | ${meanings.join('; ')} |`;
  });
}

function profilesPage(): string {
  const rows = shippedProfileNames.map((name) => {
    const profile = shippedProfiles[name];
    const match = 'match' in profile ? Object.entries(profile.match) : [];
    const matched = match.map(([key, pattern]) => `\`${key}: ${pattern}\``).join(', ');
    return `| \`${name}\` | ${profile.about} | ${settingsText(name)} | ${matched || 'configured'} | ${profile.source} |`;
  });
  return [
    '# Client profiles',
    '',
    'Made from `src/print-scp/clients/client-profiles.ts` by `npm run generate`.',
    '',
    'A client profile says how the server bends for one kind of client. A client gets the first profile that matches what it',
    'announces when it associates: first those under `clients` in the configuration, which may also change single settings,',
    'then the shipped ones, else `standard`. The profile is on every job (`hardcopy job ID`, `clientProfile` in the API).',
    'What each setting means stands beside it in `config/hardcopy.yaml`; a profile says here only where it differs from',
    '`standard`.',
    '',
    'Every client gets these, whatever its profile: all print classes on any print context, absent and blank UIDs, a missing',
    'reference to the film session, unknown attributes skipped, images placed by their position, class and instance in every',
    'response, and an answer to N-ACTION as soon as the film is safe on disk, before it is rendered.',
    '',
    'A warning status (0107, 0116, Bxxx) is sent only when the film will visibly differ from what was asked: another film',
    'size, orientation or display format, a cropped image or one that is not at its Requested Image Size, a text that is cut,',
    'fewer copies, a page without images. Everything else that is replaced or skipped (densities beyond the printer, ignored',
    'attributes, magnification, smoothing, borders) is answered 0000 and recorded on the job with its reason.',
    '`warnings: sent` sends every warning of the standard, as `annex-e` does; `warnings: silent` none.',
    '',
    '| profile | for | settings | used for | source |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Profiles whose clients announce something that is publicly known are used by themselves; the others are chosen under',
    '`clients`. What MIM and XrayVision DCV announce is not published: the Implementation Class UID and Version Name of a client',
    'are in its trace (`hardcopy trace`), and go into `match`, as one pattern or a list of them:',
    '',
    '    clients:',
    "      - { match: { implementationClassUid: ['1.2.3.4', '1.2.3.5.*'] }, profile: mim }",
    "      - { match: { implementationVersionName: 'DCV_*' }, profile: xrayvision }",
    '',
    '## Near spellings',
    '',
    'Besides the terms of the standard in any case and with any separators, these are understood, unless a profile has',
    '`reading: strict`:',
    '',
    '| attribute | understood |',
    '| --- | --- |',
    ...spellingRows(),
    '',
  ].join('\n');
}

const files = {
  'config/hardcopy.schema.json': configJsonSchema(),
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/conformance-coverage.md': coveragePage(),
  'docs/reference/conformance.md': markdownOf(conformanceStatement(loadConfig())),
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
    // A missing file is a stale one.
  }
  if (found !== formatted) {
    console.error(`${name} is stale: run npm run generate`);
    stale = true;
  }
}
if (stale) process.exitCode = 1;
