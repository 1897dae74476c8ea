// The doctor's checks of the machine: Node version, clock.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { broken, ok, type Finding } from './finding.ts';
import { lastWritten } from '../spool/upkeep/last-written.ts';

const neededNode = 24;

/** @param version such as 24.1.0 */
export function checkNode(version: string = process.versions.node): Finding {
  if (Number.parseInt(version, 10) >= neededNode) return ok('node', `Node ${version}`);
  return broken(
    'node',
    `this is Node ${version}; ${neededNode} is needed`,
    `install Node ${neededNode}, or start with bin/hardcopy after "npm ci", which brings its own`,
  );
}

const packageFile = path.join(import.meta.dirname, '..', '..', 'package.json');
/** Tolerated difference, because two clocks are never exactly equal. */
const toleranceMs = 60_000;

/**
 * The clock must not be earlier than the installation of the product or the last written job. Only a time server could show
 * whether it is exact.
 */
export async function checkClock(data: string, now: Date = new Date()): Promise<Finding> {
  const installed = (await stat(packageFile).catch(() => undefined))?.mtime;
  const written = await lastWritten(data);
  const earlierThan = (time: Date | undefined) =>
    time !== undefined && now.getTime() < time.getTime() - toleranceMs;
  const fix = 'set the clock, and synchronize it with a time server (timedatectl set-ntp true)';
  if (earlierThan(written))
    return broken(
      'clock',
      `it says ${now.toISOString()}; a job was recorded at ${written?.toISOString() ?? ''}`,
      fix,
    );
  if (earlierThan(installed))
    return broken('clock', `it says ${now.toISOString()}, before Hardcopy was installed`, fix);
  return ok('clock', `it says ${now.toISOString()}; not before the last job`);
}
