// SIGHUP: certificates are read again at once. A changed configuration needs a restart; the log says whether it was changed
// and whether it is valid. Start at `reloader`.
import { readFileSync } from 'node:fs';
import { loadConfig, type Config } from '../../config/config.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Remembers the configuration as it is now.
 * @param reloadCertificates returns the number of listeners with a certificate
 * @returns the handler of SIGHUP
 */
export function reloader(
  { startedWith }: Pick<Config, 'startedWith'>,
  reloadCertificates: () => number,
  log: Log,
): () => void {
  const before = textOf(startedWith.file);
  return () => {
    const certificates = reloadCertificates();
    if (textOf(startedWith.file) === before) {
      log.info('server.reloaded', { certificates, configuration: 'not changed since the start' });
      return;
    }
    const { file } = startedWith;
    log.warn('server.reloaded', {
      certificates,
      configuration: 'changed since the start, not read again: restart the server to use it',
      file,
    });
    try {
      loadConfig(startedWith);
    } catch (error) {
      log.error('config.invalid', { file, why: messageOf(error) });
    }
  };
}
