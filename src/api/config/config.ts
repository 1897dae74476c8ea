// The configuration of the server: its text, what a text would change, and changes of it. Texts have placeholders instead of
// secrets; a placeholder that is sent back stands for the secret.
import { z } from 'zod';
import type { ApiErrorCode } from '../../shared/errors/api-error-table.ts';
import type { ApiRoute } from '../route.ts';
import { emptyBody, list, time } from '../values.ts';

/** Maximum length of a configuration, characters. */
const maxConfigLength = 400_000;
/** Maximum length of a request body with a configuration, bytes. */
export const maxConfigBodyBytes = 1_048_576;

const textForm = `must be a text of at most ${maxConfigLength} characters`;
const configText = z.string(textForm).max(maxConfigLength, textForm).describe('YAML');
const versionForm = 'must be a version of the configuration, 16 hexadecimal digits';
export const configVersion = z
  .string(versionForm)
  .regex(/^[0-9a-f]{16}$/, versionForm)
  .describe('Of a text; equal texts have equal versions');

const differenceSchema = z
  .object({
    path: z.string().describe('Of the key: access[0].may'),
    before: z.string().nullable().describe('As JSON, shortened; null: not there; secrets are only named'),
    after: z.string().nullable(),
    effect: z.enum(['at-once', 'restart']).describe('When the change takes effect'),
  })
  .meta({ id: 'ConfigDifference', description: 'A key with another value' });

const findingSchema = z
  .object({
    path: z.string().nullable().describe('Of the key; null: the whole text'),
    line: z.int().nullable().describe('From 1'),
    column: z.int().nullable().describe('From 1'),
    message: z.string().describe('A sentence, as at the start of the server'),
  })
  .meta({ id: 'ConfigFinding', description: 'A problem of a configuration, and its place' });

export const configStateSchema = z
  .object({
    version: configVersion.describe('The version that was applied last'),
    changedSinceStart: z.boolean().describe('A change was applied since the start of the server'),
    fileChanged: z.boolean().describe('The file has changed and was not applied'),
    problem: z.string().nullable().describe('Why the changed file cannot be applied; null: it can'),
    needsRestart: list(z.string()).describe(
      'Paths of keys that differ from the start of the server and need a restart',
    ),
  })
  .meta({ id: 'ConfigState', description: 'Whether the configuration file is in use' });
export type ApiConfigState = z.output<typeof configStateSchema>;

const configSchema = z
  .object({
    text: z.string().describe('The file, with placeholders instead of secrets'),
    version: configVersion.describe('Of the file: the value for If-Match'),
    state: configStateSchema,
    history: list(
      z.object({
        version: configVersion,
        at: time,
        who: z.string().describe('Name in X-Hardcopy-User, or the address'),
      }),
    ).describe('The last versions that were applied, newest first, at most 20'),
  })
  .meta({ id: 'Configuration' });
export type ApiConfig = z.output<typeof configSchema>;

const changes = {
  differences: list(differenceSchema).describe('From the configuration that was applied last'),
  needsRestart: list(z.string()).describe(
    'Paths of all keys that would then differ from the start of the server and need a restart',
  ),
};

export const configCheckSchema = z
  .object({
    valid: z.boolean().describe('True: there are no findings'),
    findings: list(findingSchema),
    ...changes,
  })
  .meta({ id: 'ConfigCheck', description: 'What a configuration would change, or what is wrong with it' });
export type ApiConfigCheck = z.output<typeof configCheckSchema>;

export const configChangeSchema = z
  .object({ version: configVersion.describe('Of the file now'), ...changes })
  .meta({ id: 'ConfigChange', description: 'What was applied' });
export type ApiConfigChange = z.output<typeof configChangeSchema>;

export const writingErrors = [
  'config-invalid',
  'config-changed',
  'config-unreadable',
  'config-not-writable',
  'not-permitted',
] as const satisfies readonly ApiErrorCode[];

export const configRoutes = {
  config: {
    method: 'GET',
    path: '/api/config',
    summary: 'The configuration file without secrets, its version, and the last versions',
    answer: configSchema,
    errors: ['config-unreadable', 'not-permitted'],
  },
  checkConfig: {
    method: 'POST',
    path: '/api/config/check',
    summary: 'What a configuration would change; without a text, the file. Changes nothing',
    body: z.strictObject({ text: configText.optional() }),
    answer: configCheckSchema,
    errors: ['config-unreadable', 'not-permitted'],
  },
  saveConfig: {
    method: 'POST',
    path: '/api/config',
    summary: 'Write and apply a configuration; the header If-Match has the version that was edited',
    body: z.strictObject({ text: configText }),
    answer: configChangeSchema,
    errors: writingErrors,
  },
  rollbackConfig: {
    method: 'POST',
    path: '/api/config/rollback',
    summary: 'Write and apply a version of the history; If-Match is not required',
    body: z.strictObject({ version: configVersion }),
    answer: configChangeSchema,
    errors: ['no-such-version', ...writingErrors],
  },
  reloadConfig: {
    method: 'POST',
    path: '/api/config/reload',
    summary: 'Apply the configuration file as it is',
    body: emptyBody,
    answer: configChangeSchema,
    errors: ['config-invalid', 'config-unreadable', 'not-permitted'],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
