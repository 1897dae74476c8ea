// Makes a release in the repository in which it is run: `npm run release -- 0.2.0 [--dry-run]`. If the repository is
// not ready, it stops; otherwise it dates the version in CHANGELOG.md, sets it in package.json and package-lock.json,
// regenerates documents that contain it, writes the software bill of materials, commits, and tags. It does not push. Start at `problems`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sbomFile, writeSbom } from './sbom.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
});
const [version = ''] = positionals;

function git(...parameters: readonly string[]): string {
  return execFileSync('git', parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
function npm(...parameters: readonly string[]): void {
  execFileSync('npm', parameters, { cwd: root, stdio: 'ignore', shell: process.platform === 'win32' });
}

const root = git('rev-parse', '--show-toplevel');
const changelogFile = path.join(root, 'CHANGELOG.md');
const changelog = readFileSync(changelogFile, 'utf8');
const current = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))).version;
const tag = `v${version}`;

/** `## Unreleased`, or `## 0.2.0 (unreleased)`, and the text below it up to the next version. */
const unreleased = /^## (?:Unreleased|(\d+\.\d+\.\d+) \(unreleased\)) *$/im.exec(changelog);
const entries = unreleased
  ? changelog.slice(unreleased.index + unreleased[0].length).split(/^## /m, 1)[0]
  : undefined;

/** Positive if `a` is the later of two versions without a pre-release part. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  const differing = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  return differing < 0 ? 0 : (left?.[differing] ?? 0) - (right?.[differing] ?? 0);
}

/** Reasons why this version cannot be released now, one sentence each. */
function problems(): readonly string[] {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    return [`"${version}" is not a version; must be like 0.2.0: npm run release -- VERSION [--dry-run]`];
  return [
    ...(git('status', '--porcelain') === '' ? [] : ['the work tree has changes; commit or stash them first']),
    ...(git('tag', '--list', tag) === '' ? [] : [`the tag ${tag} exists already`]),
    ...(compareVersions(version, current) >= 0
      ? []
      : [`the version is ${current} already; must not go back`]),
    ...(entries === undefined
      ? ['CHANGELOG.md has no section "## Unreleased"; add one with what users notice']
      : /^- /m.test(entries)
        ? []
        : ['CHANGELOG.md has no entry below "Unreleased"; say what users notice']),
    ...(unreleased?.[1] === undefined || unreleased[1] === version
      ? []
      : [`CHANGELOG.md prepares ${unreleased[1]}, not ${version}`]),
  ];
}

const found = problems();
for (const problem of found) console.error(`release: ${problem}`);
if (found.length > 0) {
  process.exitCode = 1;
} else if (values['dry-run']) {
  console.log(`${current} → ${version}, tag ${tag}; nothing was changed. Entries:\n${entries?.trim() ?? ''}`);
} else {
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(changelogFile, changelog.replace(unreleased?.[0] ?? '', `## ${version} (${today})`));
  npm('version', version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts');
  npm('run', 'generate', '--if-present');
  writeSbom(root);
  git('add', sbomFile);
  git('commit', '--all', '--message', `Release ${version}`);
  git('tag', '--annotate', tag, '--message', `Hardcopy ${version}`);
  console.log(`${tag} is made; push it: git push --follow-tags`);
}
