// The space of V8 for new objects stays small, whatever the allocation rate.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const file = path.join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'server', 'small-heap.ts');

/** Size in MiB of the space for new objects after many allocations, some of which survive. */
function newSpaceMiB(before: string): number {
  const work = `${before}
    const { getHeapSpaceStatistics } = await import('node:v8');
    let kept = [];
    for (let count = 0; count < 4e6; count += 1) { kept.push({ count }); if (kept.length > 1e5) kept = []; }
    const { space_size: bytes } = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    console.log(bytes / 2 ** 20);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', work], { encoding: 'utf8' }));
}

test('new objects get a few MiB, far less than V8 uses by default', () => {
  const [small, usual] = [newSpaceMiB(`await import(${JSON.stringify(file)});`), newSpaceMiB('')];
  assert.ok(small <= 4, `${small} MiB`);
  assert.ok(usual >= 2 * small, `${usual} MiB without`);
});
