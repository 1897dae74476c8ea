// bin/compile-cache.js: where compiled code is kept, and that only folders are used to which no other user can write.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { cacheFolders, useCompileCache } from '../../bin/compile-cache.js';
import { productFile, productVersion } from '../../src/shared/product.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-compiled-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (...names: readonly string[]) => path.join(folder, ...names);

describe('the folder', () => {
  test('that of the service comes first, then that of the installation, then that of the user', () => {
    const [service, packages, caches] = [at('service'), at('node_modules'), at('caches')];
    mkdirSync(packages);
    mkdirSync(caches);
    const env = {
      CACHE_DIRECTORY: `${service}:/var/cache/more`,
      XDG_CACHE_HOME: caches,
      LOCALAPPDATA: caches,
    };
    assert.deepEqual(cacheFolders(env, packages), [
      path.join(service, 'compiled'),
      path.join(packages, '.cache', 'hardcopy'),
      path.join(caches, 'hardcopy', 'compiled'),
    ]);
  });

  test('no folder is put into a home without one for caches, and none at a relative path', () => {
    assert.deepEqual(cacheFolders({ HOME: folder, LOCALAPPDATA: at('none') }, at('none')), []);
    const relative = { CACHE_DIRECTORY: 'a', XDG_CACHE_HOME: '.', LOCALAPPDATA: '.' };
    assert.deepEqual(cacheFolders(relative, at('none')), []);
  });

  test('other users can neither read nor write it', { skip: process.platform === 'win32' }, () => {
    const { status } = started(['--version'], { CACHE_DIRECTORY: folder });
    assert.equal(status, 0);
    assert.equal(statSync(at('compiled')).mode & 0o777, 0o700);
  });

  test('one that others can write to is not used', { skip: process.platform === 'win32' }, () => {
    for (const mode of [0o777, 0o720, 0o702]) {
      const unsafe = at(`mode-${mode}`);
      mkdirSync(unsafe);
      chmodSync(unsafe, mode);
      assert.equal(useCompileCache({}, [unsafe]), undefined, mode.toString(8));
    }
  });

  test('a file at its place, and a place that cannot be created, are passed over', () => {
    assert.equal(
      useCompileCache({}, [import.meta.filename, path.join(import.meta.filename, 'a')]),
      undefined,
    );
  });
});

/** Runs the program. */
const started = (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const { PATH = '' } = process.env;
  return spawnSync(process.execPath, [productFile('bin/hardcopy.js'), ...args], {
    env: { PATH, ...env },
    encoding: 'utf8',
  });
};

const compiled = () =>
  globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());

describe('the program', () => {
  test('keeps what it compiled, and starts from it', () => {
    for (const time of ['first', 'second']) {
      const { stdout, stderr, status } = started(['--version'], { CACHE_DIRECTORY: folder });
      assert.deepEqual(
        { stdout, stderr, status },
        { stdout: `${productVersion}\n`, stderr: '', status: 0 },
        time,
      );
      assert.ok(compiled().length > 10, time);
    }
  });

  test('starts from a cache that was damaged', () => {
    started(['--version'], { CACHE_DIRECTORY: folder });
    for (const { parentPath, name } of compiled()) writeFileSync(path.join(parentPath, name), 'damaged');
    const { stdout, status } = started(['--version'], { CACHE_DIRECTORY: folder });
    assert.deepEqual({ stdout, status }, { stdout: `${productVersion}\n`, status: 0 });
  });

  test('keeps nothing where NODE_DISABLE_COMPILE_CACHE is set, nor while coverage is measured', () => {
    started(['--version'], { CACHE_DIRECTORY: folder, NODE_DISABLE_COMPILE_CACHE: '1' });
    assert.equal(compiled().length, 0);
    started(['--version'], { CACHE_DIRECTORY: at('cache'), NODE_V8_COVERAGE: at('coverage') });
    assert.deepEqual(globSync('cache/**', { cwd: folder }), []);
  });
});

test('a command loads only what it needs', () => {
  const loaded = (args: readonly string[]): readonly string[] => {
    const script = `import { registerHooks } from 'node:module';
      const urls = [];
      registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
      process.on('exit', () => { console.error('LOADED ' + JSON.stringify(urls)); });`;
    const { stderr } = started(args, {
      CACHE_DIRECTORY: folder,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
    });
    const line = stderr.split('\n').find((each) => each.startsWith('LOADED ')) ?? '';
    const urls: unknown = JSON.parse(line.slice('LOADED '.length));
    return Array.isArray(urls) ? urls.map(String) : [];
  };
  const version = loaded(['--version']);
  assert.ok(version.length > 5 && version.length < 40, version.join('\n'));
  for (const args of [
    ['serve', '--help'],
    ['trace', '--help'],
    ['status', '--data', at('none')],
  ]) {
    const others = loaded(args).filter((url) =>
      /winston|fastify|kysely|better-sqlite3|sharp|pdfkit/.test(url),
    );
    assert.deepEqual(others, [], args.join(' '));
  }
});
