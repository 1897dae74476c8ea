// Runs tests: `npm test` all of them, `npm test -- FILE…` these, `--unit` those that need no other program and end soon,
// `--interop` those with real clients, printers and readers. `--coverage` says which lines of src/ they ran. Every other
// option is one of `node --test`, as in `npm test -- --test-name-pattern=PATTERN FILE`.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { isInterop, isUnit } from './test-files.ts';

const root = path.join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const own: readonly string[] = ['--unit', '--interop', '--coverage'];
const options = given.filter((text) => text.startsWith('-') && !own.includes(text));
const named = given.filter((text) => !text.startsWith('-'));

function filesToRun(): readonly string[] {
  if (named.length > 0) return named;
  const all = globSync('test/**/*.test.ts', { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
  const wanted = [
    ...(given.includes('--unit') ? [isUnit] : []),
    ...(given.includes('--interop') ? [isInterop] : []),
  ];
  return wanted.length === 0 ? all : all.filter((file) => wanted.some((wants) => wants(file)));
}

const coverage = ['--experimental-test-coverage', '--test-coverage-include=src/**'];
const { status } = spawnSync(
  process.execPath,
  [
    ...['--test', '--test-concurrency=2', '--test-timeout=240000'],
    ...(given.includes('--coverage') ? coverage : []),
    ...[...options, ...filesToRun()],
  ],
  { cwd: named.length > 0 ? process.cwd() : root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
