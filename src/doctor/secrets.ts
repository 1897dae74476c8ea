// The doctor's check of files with secrets: the configuration, if it has some, and the files that it names must not be readable by all users
// of the machine.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { hasSecrets } from '../config/live/config-secrets.ts';
import { resolveReferences } from '../config/secrets/references.ts';
import { warning, type Finding } from './finding.ts';

const othersMay = 0o007;

export async function checkSecretFiles(
  { file, source: { text, found } }: Pick<Config, 'file' | 'source'>,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Finding[]> {
  // Windows reports made-up modes.
  if (platform === 'win32') return [];
  const { files } = resolveReferences(text, found, path.dirname(file));
  const all = [
    ...(hasSecrets(text) ? [{ name: file, what: 'the secrets in the configuration' }] : []),
    ...[...files].map(([key, name]) => ({ name, what: `the secret of ${key} in` })),
  ];
  const findings = await Promise.all(
    all.map(async ({ name, what }) => {
      const mode = await stat(name).then(
        (found) => found.mode & 0o777,
        () => 0,
      );
      if ((mode & othersMay) === 0) return [];
      const found = `all users of the machine may read ${what} ${name} (mode ${mode.toString(8)})`;
      return [warning('permissions', found, `chmod o= ${name}`)];
    }),
  );
  return findings.flat();
}
