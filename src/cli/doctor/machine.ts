// What the doctor asks of the machine itself: Node, the font, the clock.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../shared/errors/errors.ts';
import { fontFile, fontNames } from '../../render/text/font.ts';
import { shapeLine } from '../../render/text/shaped-line.ts';
import { broken, ok, type Finding } from './finding.ts';
import { lastWritten } from '../../spool/upkeep/last-written.ts';

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

function readFonts(): number {
  for (const name of fontNames) fontFile(name);
  return shapeLine('Ä', 'ltr').width;
}

/** @param read - reads every font and returns the width of a letter */
export function checkFonts(read: () => number = readFonts): Finding {
  try {
    if (read() > 0) return ok('fonts', 'the fonts of annotations are there');
    throw new Error('they have no letters');
  } catch (error) {
    return broken(
      'fonts',
      `the fonts of annotations cannot be read: ${messageOf(error)}`,
      'install again: "npm ci"',
    );
  }
}

const packageFile = path.join(import.meta.dirname, '..', '..', '..', 'package.json');
/** Two clocks are never quite equal. */
const toleranceMs = 60_000;

/**
 * The clock was right at least once: when the product was installed, and when a job was last written. Whether it is right now
 * could be known only from a time server.
 */
export async function checkClock(data: string, now: Date = new Date()): Promise<Finding> {
  const installed = (await stat(packageFile).catch(() => undefined))?.mtime;
  const written = await lastWritten(data);
  const earlierThan = (time: Date | undefined) =>
    time !== undefined && now.getTime() < time.getTime() - toleranceMs;
  const fix = 'set the clock, and let the machine ask a time server (timedatectl set-ntp true)';
  if (earlierThan(written))
    return broken(
      'clock',
      `it says ${now.toISOString()}; a job was written down at ${written?.toISOString() ?? ''}`,
      fix,
    );
  if (earlierThan(installed))
    return broken('clock', `it says ${now.toISOString()}, before Hardcopy was installed`, fix);
  return ok('clock', `it says ${now.toISOString()}; not before the last job`);
}
