// The part of a server that changes its configuration: the file is watched, and users change it through `changes`.
import { ConfigChanges } from '../config/live/config-changes.ts';
import { ConfigHistory } from '../config/live/config-history.ts';
import { watchConfigFile } from '../config/live/config-watch.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';

export const configurationPart: Part<ServerGiven, { readonly changes: ConfigChanges }> = {
  name: 'configuration',
  start: ({ config: { file, data }, live, log }) => {
    const changes = new ConfigChanges({ live, file, history: new ConfigHistory(data), log });
    const stop = watchConfigFile(file, () => {
      changes.notice().catch((error: unknown) => {
        log.error('config.not-noticed', { error: messageOf(error) });
      });
    });
    return { made: { changes }, stop };
  },
};
