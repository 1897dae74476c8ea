// Resolves the audit repository: its files are relative to the configuration. Part of config.ts.
import path from 'node:path';
import type { TlsFiles } from '../shared/tls/tls-credentials.ts';
import type { ConfigFile } from './schema/config-schema.ts';

export interface AuditConfig {
  readonly retentionDays: number;
  readonly site?: string;
  readonly sourceId?: string;
  /** Undefined: records are not sent. */
  readonly syslog?: { readonly host: string; readonly port: number; readonly files: TlsFiles };
}

/** Files are read at each connection. */
export function resolveAudit(
  { retentionDays, site, sourceId, syslog }: ConfigFile['audit'],
  folder: string,
): AuditConfig {
  const common = {
    retentionDays,
    ...(site === undefined ? {} : { site }),
    ...(sourceId === undefined ? {} : { sourceId }),
  };
  if (syslog === undefined) return common;
  const { host, port, ca, certificate, key } = syslog;
  const absolute = Object.entries({ ca, certificate, key }).flatMap(([name, file]) =>
    file === undefined ? [] : [[name, path.resolve(folder, file)] as const],
  );
  const files: TlsFiles = Object.fromEntries(absolute);
  return { ...common, syslog: { host, port, files } };
}
