// Notices that the configuration file was changed. The folder is watched, so that a file that is replaced is noticed too; where
// that is not possible or misses something (network file systems, mounted files), the file is looked at every few seconds.
// Start at `watchConfigFile`.
import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

const pollMs = 5_000;
/** Editors write a file in several steps. */
const restMs = 200;

async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function folderWatcher(file: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path.dirname(file), { persistent: false }, (_event, name) => {
      if (name === null || name === path.basename(file)) changed();
    });
    // The file is still checked every few seconds.
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return undefined;
  }
}

/** Calls `changed` after every change of the file, until the returned function is called. */
export function watchConfigFile(file: string, changed: () => void): () => void {
  let resting: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(resting);
    resting = setTimeout(changed, restMs);
    resting.unref();
  };
  const watcher = folderWatcher(file, soon);
  let stamp: string | undefined;
  const look = async () => {
    const found = await stampOf(file);
    if (stamp !== undefined && found !== stamp) soon();
    stamp = found;
  };
  void look();
  const timer = setInterval(() => void look(), pollMs);
  timer.unref();
  return () => {
    watcher?.close();
    clearInterval(timer);
    clearTimeout(resting);
  };
}
