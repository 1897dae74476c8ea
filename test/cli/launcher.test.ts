// bin/hardcopy, the shell script that starts the program: its Node, and the memory settings of the C library.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { productVersion } from '../../src/shared/product.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'hardcopy');

/** Values of these variables in the program, when the launcher starts it with `env`. */
function started(env: Readonly<Record<string, string>>): readonly string[] {
  const script = 'console.log([process.env.MALLOC_ARENA_MAX,process.env.MALLOC_MMAP_THRESHOLD_].join())';
  const { PATH = '' } = process.env;
  const output = execFileSync(launcher, ['--version'], {
    env: { PATH, ...env, NODE_OPTIONS: `--import=data:text/javascript,${script}` },
    encoding: 'utf8',
  });
  return output.trim().split('\n');
}

test('threads of the program share the memory of the C library, unless the user sets otherwise', () => {
  assert.deepEqual(started({}), ['2,1048576', productVersion]);
  assert.deepEqual(started({ MALLOC_ARENA_MAX: '8' }), ['8,1048576', productVersion]);
});

test('falls back to a recent Node of the machine, and reports what is missing otherwise', (context) => {
  const folder = temporaryFolder(context, 'launcher');
  const copy = path.join(folder, 'bin', 'hardcopy');
  mkdirSync(path.dirname(copy));
  cpSync(launcher, copy);
  /** A machine whose `node` reports this version, and otherwise prints its arguments. */
  const machine = (version: string) => {
    const bin = path.join(folder, `path-${version}`);
    mkdirSync(bin);
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} || echo "$@"\n`;
    writeFileSync(path.join(bin, 'node'), script, { mode: 0o755 });
    const { stdout, stderr, status } = spawnSync(copy, ['check'], {
      env: { PATH: `${bin}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    return { stdout: stdout.trim(), stderr: stderr.trim(), status };
  };
  assert.match(machine('v24.0.0').stderr, /its packages are not installed; run "npm ci --omit=dev"/);
  mkdirSync(path.join(folder, 'node_modules'));
  assert.deepEqual(machine('v24.21.0'), {
    stdout: `${path.join(folder, 'bin', 'hardcopy.js')} check`,
    stderr: '',
    status: 0,
  });
  assert.equal(machine('v26.1.0').status, 0);
  const old = machine('v20.20.2');
  assert.equal(old.status, 1);
  assert.match(old.stderr, /^hardcopy: found v20\.20\.2; it needs Node 24 or newer: run "npm ci --omit=dev"/);
});

test('the pinned Node is also installed without development packages', () => {
  const manifest: unknown = JSON.parse(
    readFileSync(path.join(path.dirname(launcher), '..', 'package.json'), 'utf8'),
  );
  assert.ok(manifest instanceof Object && 'dependencies' in manifest);
  assert.ok(manifest.dependencies instanceof Object && 'node' in manifest.dependencies);
});
