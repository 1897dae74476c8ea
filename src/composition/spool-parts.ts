// Parts of a server that keep films: the data folder, its spool, the log entries of its jobs, and the free space on its disk.
import type { LiveConfig } from '../config/live/live-config.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { logJobs } from '../pipeline/job-log.ts';
import { crashRestSeconds } from '../spool/job/job.ts';
import { openSpool, type Spool, type SpoolOptions } from '../spool/spool.ts';
import { openDataFolder, type DataFolder } from '../spool/upkeep/data-folder.ts';
import { FreeSpace } from '../spool/upkeep/free-space.ts';
import type { Part } from './parts.ts';
import { lossProblemOf } from './room-for-films.ts';
import type { InUse } from './printers-part.ts';
import type { ServerGiven } from './server-context.ts';

export const dataFolderPart: Part<ServerGiven, { readonly folder: DataFolder }> = {
  name: 'data folder',
  start: async ({ config }) => {
    const folder = await openDataFolder(config.data, { ignored: [config.file] });
    return { made: { folder }, stop: () => folder.close() };
  },
};

/** Limits that are read at each use. */
function spoolLimits(live: LiveConfig): Required<Pick<SpoolOptions, 'retention' | 'queue'>> {
  return {
    retention: {
      get keepPixelsDays() {
        return live.now.spool.keepPixelsDays;
      },
      get keepJobsDays() {
        return live.now.spool.keepJobsDays;
      },
      get maxBytes() {
        return live.now.spool.maxBytes;
      },
      get keepFreeBytes() {
        return live.now.spool.keepFreeBytes;
      },
    },
    queue: {
      get maxJobs() {
        return live.now.spool.maxJobs;
      },
      get maxBytes() {
        return live.now.spool.maxWaitingBytes;
      },
    },
  };
}

export interface SpoolMade {
  readonly spool: Spool;
  /** The sentence that the console and health check show once the job store has failed. */
  readonly lossProblem: () => string | undefined;
}

export const spoolPart: Part<InUse & { readonly folder: DataFolder }, SpoolMade> = {
  name: 'spool',
  start: async ({ live, log, printers, inUse, folder }) => {
    const spool = await openSpool({
      folder: folder.spool,
      destinations: (aeTitle) => (inUse.has(aeTitle) ? printers.get(aeTitle)?.destinations : undefined),
      acceptsFilms: (aeTitle) => inUse.accepts(aeTitle),
      maxWaitSeconds: () => Math.max(live.now.spool.retrySeconds, crashRestSeconds),
      ...spoolLimits(live),
      log,
    });
    let problem: string | undefined;
    void spool.lost.then((error) => {
      problem = lossProblemOf(error);
      log.error('spool.lost', { error: messageOf(error) });
    });
    return { made: { spool, lossProblem: () => problem }, stop: () => spool.close() };
  },
};

export const jobLogPart: Part<ServerGiven & SpoolMade, object> = {
  name: 'job log',
  start: ({ spool, log }) => ({ made: {}, stop: logJobs(spool, log) }),
};

export const freeSpacePart: Part<ServerGiven, { readonly space: FreeSpace }> = {
  name: 'free space',
  start: async ({ config, log }) => {
    const space = await FreeSpace.watch({ folder: config.data, log });
    return {
      made: { space },
      stop: () => {
        space.close();
      },
    };
  },
};
