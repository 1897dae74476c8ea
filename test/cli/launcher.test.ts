// bin/hardcopy, the shell script around the program: its Node, and how the C library handles memory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { productVersion } from '../../src/product.ts';

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'hardcopy');

/** What the program has of these variables when the launcher starts it with `env`. */
function started(env: Readonly<Record<string, string>>): readonly string[] {
  const told = 'console.log([process.env.MALLOC_ARENA_MAX,process.env.MALLOC_MMAP_THRESHOLD_].join())';
  const { PATH = '' } = process.env;
  const output = execFileSync(launcher, ['--version'], {
    env: { PATH, ...env, NODE_OPTIONS: `--import=data:text/javascript,${told}` },
    encoding: 'utf8',
  });
  return output.trim().split('\n');
}

test('the program has threads share the memory of the C library, unless its user says otherwise', () => {
  assert.deepEqual(started({}), ['2,1048576', productVersion]);
  assert.deepEqual(started({ MALLOC_ARENA_MAX: '8' }), ['8,1048576', productVersion]);
});
