// Certificates of a running listener: read again when their files change or on request, and used only if they are valid.
// Renewing them needs no restart, and a half-written file does no harm.
import { watch } from 'node:fs';
import path from 'node:path';
import { readTlsFiles, type FileNaming, type TlsCredentials, type TlsFiles } from './tls-credentials.ts';
import { messageOf } from '../errors/errors.ts';
import type { Log } from '../log/log.ts';

/** Certificate and key are written one after the other: wait until the files stop changing. */
const quietMs = 250;
/** From this time on, the log warns every day, and at every start and reload, that the certificate expires soon. */
const dayMs = 24 * 3600 * 1000;
const soonMs = 30 * dayMs;

export interface ReloadingCredentials {
  readonly current: TlsCredentials;
  /** Reads the files again; no effect if nothing has changed, or if they are invalid. */
  reload(): void;
  close(): void;
}

function logExpiry({ subject, validFrom, validTo }: TlsCredentials, log: Log): void {
  if (!validFrom || !validTo) return;
  const fields = { subject, validTo: validTo.toISOString() };
  const now = Date.now();
  if (validTo.getTime() < now) log.error('tls.certificate-expired', fields);
  else if (validFrom.getTime() > now) log.error('tls.certificate-not-yet-valid', fields);
  else if (validTo.getTime() - now < soonMs) log.warn('tls.certificate-expires-soon', fields);
}

/** Logs the expiry of the certificate in use while the server runs: every day, and when it expires. */
function watchExpiry(current: () => TlsCredentials, log: Log): () => void {
  let timer: NodeJS.Timeout | undefined;
  const next = (): void => {
    const left = (current().validTo?.getTime() ?? 0) - Date.now();
    // One second later it has certainly expired.
    timer = setTimeout(check, left > 0 ? Math.min(dayMs, left + 1000) : dayMs).unref();
  };
  const check = (): void => {
    logExpiry(current(), log);
    next();
  };
  next();
  return () => {
    clearTimeout(timer);
  };
}

/** Calls `changed` when one of the files changes, or a file in the same folder that one of them links to. */
function watchFiles(files: readonly string[], changed: () => void, log: Log): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...new Set(files.map((file) => path.dirname(file)))].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        clearTimeout(timer);
        timer = setTimeout(changed, quietMs);
      });
      watcher.on('error', (error) => {
        log.warn('tls.not-watched', { folder, why: messageOf(error) });
      });
      return [watcher];
    } catch (error) {
      log.warn('tls.not-watched', { folder, why: messageOf(error) });
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/**
 * Reads the files now, and again when they change; `renewed` is called with the new credentials. Throws SetupFailure if they
 * are invalid now; files that become invalid later are logged, and the last valid ones stay in use.
 */
export function reloadingCredentials(
  files: TlsFiles,
  nameOf: FileNaming,
  renewed: (credentials: TlsCredentials) => void,
  log: Log,
): ReloadingCredentials {
  let current = readTlsFiles(files, nameOf);
  logExpiry(current, log);
  let unwatchExpiry = watchExpiry(() => current, log);
  const reload = (): void => {
    try {
      const found = readTlsFiles(files, nameOf);
      if (JSON.stringify(found) === JSON.stringify(current)) return;
      renewed(found);
      current = found;
      unwatchExpiry();
      unwatchExpiry = watchExpiry(() => current, log);
      log.info('tls.reloaded', { subject: found.subject, validTo: found.validTo?.toISOString() });
      logExpiry(found, log);
    } catch (error) {
      log.error('tls.reload-failed', { why: messageOf(error), used: 'the previous certificate' });
    }
  };
  const unwatch = watchFiles(
    Object.values(files).filter((file) => typeof file === 'string'),
    reload,
    log,
  );
  return {
    get current() {
      return current;
    },
    reload,
    close: () => {
      unwatch();
      unwatchExpiry();
    },
  };
}
