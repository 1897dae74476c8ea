// The doctor's check of the console: whether what crosses the network is encrypted.
import type { Config } from '../config/config.ts';
import { isLoopback } from '../shared/loopback.ts';
import { warning, type Finding } from './finding.ts';

/** A proxy that is trusted is expected to encrypt. */
export function checkConsole({
  console: { host, tls, trustedProxies },
}: Pick<Config, 'console'>): readonly Finding[] {
  if (isLoopback(host) || tls !== undefined || trustedProxies.length > 0) return [];
  return [
    warning(
      'console',
      `${host} is reached from other machines without encryption: films, passwords and tokens can be read on the way`,
      'set console.tls (docs/how-to/use-https.md)',
    ),
  ];
}
