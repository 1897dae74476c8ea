// SIGHUP: certificates and the configuration are read again. The keys that can change at once are applied; an invalid
// configuration changes nothing. Start at `reloadFiles`.
import type { AppliedChange } from '../../config/live/config-changes.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';

/** What can be read again. */
export interface Reloadable {
  /** Returns the number of listeners with a certificate. */
  readonly certificates: () => number;
  readonly configuration: (who: string) => Promise<AppliedChange>;
}

/** Never rejects. */
export async function reloadFiles({ certificates, configuration }: Reloadable, log: Log): Promise<void> {
  const renewed = certificates();
  try {
    const { differences, needsRestart } = await configuration('SIGHUP');
    log.info('server.reloaded', {
      certificates: renewed,
      changes: differences.length,
      ...(needsRestart.length > 0 ? { needsRestart: needsRestart.slice(0, 20).join(',') } : {}),
    });
  } catch (error) {
    log.info('server.reloaded', { certificates: renewed, changes: 0 });
    log.error('config.invalid', { why: messageOf(error) });
  }
}
