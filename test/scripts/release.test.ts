// Releases in a temporary repository: refusals, a dry run that changes nothing, and the changes of a release.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'release.ts');
const author = { NAME: 'Test', EMAIL: 'test@example.org' };
const env = {
  ...process.env,
  GIT_AUTHOR_NAME: author.NAME,
  GIT_AUTHOR_EMAIL: author.EMAIL,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_COMMITTER_NAME: author.NAME,
  GIT_COMMITTER_EMAIL: author.EMAIL,
};

const changelog = '# Changelog\n\n## Unreleased\n\n- Prints faster.\n\n## 0.1.0 (2026-01-02)\n\n- Prints.\n';

function repository(context: TestContext, changes = changelog) {
  const folder = temporaryFolder(context, 'release');
  const git = (...parameters: readonly string[]) =>
    execFileSync('git', parameters, { cwd: folder, env, encoding: 'utf8' }).trim();
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const write = (file: string, text: string) => {
    writeFileSync(path.join(folder, file), text);
  };
  const versions = { name: 'sample', version: '0.1.0' };
  write('package.json', JSON.stringify(versions, undefined, 2));
  const lock = { ...versions, lockfileVersion: 3, packages: { '': versions } };
  write('package-lock.json', JSON.stringify(lock, undefined, 2));
  write('CHANGELOG.md', changes);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=First');
  const release = (...parameters: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  return { git, read, write, release };
}

test('a release dates the changelog, sets the version in both files, commits and tags', (context) => {
  const { git, read, release } = repository(context);
  assert.deepEqual(release('0.2.0'), {
    status: 0,
    stderr: '',
    stdout: 'v0.2.0 is made; push it: git push --follow-tags',
  });
  assert.match(read('CHANGELOG.md'), /^# Changelog\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- Prints faster\.\n/);
  for (const file of ['package.json', 'package-lock.json']) {
    assert.equal(read(file).match(/"version": "0\.2\.0"/g)?.length, file === 'package.json' ? 1 : 2, file);
  }
  assert.match(git('show', 'v0.2.0:sbom.cdx.json'), /"purl": "pkg:npm\/sample@0\.2\.0"/);
  assert.equal(git('status', '--porcelain'), '');
  assert.equal(git('log', '--format=%s', '-1', 'v0.2.0'), 'Release 0.2.0');
  assert.equal(git('cat-file', '-t', 'v0.2.0'), 'tag');
  assert.match(release('0.2.0').stderr, /the tag v0\.2\.0 exists already/);
});

test('the version that is there already may be released once, where the changelog prepares it', (context) => {
  const { git, read, release } = repository(context, '# Changelog\n\n## 0.1.0 (unreleased)\n\n- Prints.\n');
  assert.match(release('0.2.0').stderr, /CHANGELOG\.md prepares 0\.1\.0, not 0\.2\.0/);
  assert.equal(release('0.1.0').status, 0);
  assert.match(read('CHANGELOG.md'), /^## 0\.1\.0 \(\d{4}-/m);
  assert.equal(git('tag'), 'v0.1.0');
});

test('a dry run reports what would be released, and changes nothing', (context) => {
  const { git, release } = repository(context);
  const { status, stdout } = release('--dry-run', '0.2.0');
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^0\.1\.0 → 0\.2\.0, tag v0\.2\.0; nothing was changed\. Entries:\n- Prints faster\.$/,
  );
  assert.deepEqual(
    [git('status', '--porcelain'), git('tag'), git('rev-list', '--count', 'HEAD')],
    ['', '', '1'],
  );
});

test('what is not ready is refused, and nothing is changed', (context) => {
  const { git, write, release } = repository(context);
  const refused = (version: string, reason: RegExp) => {
    const { status, stderr } = release(version);
    assert.equal(status, 1);
    assert.match(stderr, reason);
    assert.deepEqual([git('tag'), git('rev-list', '--count', 'HEAD')], ['', '1']);
  };
  refused('next', /"next" is not a version; must be like 0\.2\.0/);
  refused('0.0.9', /the version is 0\.1\.0 already; must not go back/);
  write('left.txt', '');
  refused('0.2.0', /the work tree has changes/);
});

test('without an entry for users nothing is released', (context) => {
  const empty = repository(context, '# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-02)\n\n- Prints.\n');
  assert.match(empty.release('0.2.0').stderr, /no entry below "Unreleased"/);
  const none = repository(context, '# Changelog\n\n## 0.1.0 (2026-01-02)\n\n- Prints.\n');
  assert.match(none.release('0.2.0').stderr, /no section "## Unreleased"/);
});
