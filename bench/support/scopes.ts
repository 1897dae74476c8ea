// What a bench starts, ended in the opposite order when it is over, also after an error. Start at `scopes`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Scope {
  /** For what tests start: it ends with the scope. */
  readonly after: (end?: unknown) => void;
  /** A new folder, removed at the end. */
  readonly folder: () => string;
}

export async function scopes(work: (scope: Scope) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = [];
  const after = (end?: unknown) => {
    if (typeof end === 'function') ends.push(end as () => unknown);
  };
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), 'hardcopy-bench-'));
    after(() => {
      rmSync(made, { recursive: true, force: true });
    });
    return made;
  };
  try {
    await work({ after, folder });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
