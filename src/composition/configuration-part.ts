// The part of a server that changes its configuration: the file is watched, and users change it through `changes`.
import { ConfigChanges, type AppliedEvent } from '../config/live/config-changes.ts';
import { ConfigHistory } from '../config/live/config-history.ts';
import { watchConfigFile } from '../config/live/config-watch.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { Subscribers } from '../shared/subscribers.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';

export interface ConfigurationMade {
  readonly changes: ConfigChanges;
  /** Calls `listener` after each change, until the returned function is called. */
  readonly onConfigApplied: (listener: (event: AppliedEvent) => void) => () => void;
}

export const configurationPart: Part<ServerGiven, ConfigurationMade> = {
  name: 'configuration',
  start: ({ config: { file, data }, live, log }) => {
    const applied = new Subscribers<[AppliedEvent]>(log, 'config.listener-failed');
    const changes = new ConfigChanges({
      live,
      file,
      history: new ConfigHistory(data),
      onApplied: (event) => {
        applied.notify(event);
      },
      log,
    });
    const stop = watchConfigFile(file, () => {
      changes.notice().catch((error: unknown) => {
        log.error('config.not-noticed', { error: messageOf(error) });
      });
    });
    return { made: { changes, onConfigApplied: (listener) => applied.add(listener) }, stop };
  },
};
