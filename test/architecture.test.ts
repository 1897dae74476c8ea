// The layers are the folders and sub-folders of src/. Each may import only what comes before it in the data flow
// (docs/explanation/architecture.md). Only import lines are read. The rules are in support/layers.ts.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { allowed } from './support/layers.ts';

const src = path.join(import.meta.dirname, '..', 'src');

/** The layer of a file of src/: the file itself where it has rules of its own, else its folder. */
function layerOf(file: string): string {
  if (Object.hasOwn(allowed, file)) return file;
  return file.includes('/') ? `${path.posix.dirname(file)}/` : file;
}

function mayImport(layer: string, target: string): boolean {
  if (target === layer || target.startsWith('shared/'))
    return !layer.startsWith('shared/') || target.startsWith('shared/');
  return (allowed[layer] ?? []).some(
    (rule) =>
      rule === '*' || rule === target || (rule.endsWith('**') && target.startsWith(rule.slice(0, -2))),
  );
}

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = globSync('**/*.ts', { cwd: src });
const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(path.join(src, from), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    (match) => ({
      from,
      to: path.posix.normalize(path.posix.join(path.posix.dirname(from), match[1] ?? '')),
    }),
  ),
);

test('every file has a layer, and every layer has files', () => {
  assert.ok(files.length > 20);
  assert.deepEqual(
    files.filter((file) => !Object.hasOwn(allowed, layerOf(file))),
    [],
  );
  const layers = new Set(files.map(layerOf));
  assert.deepEqual(
    Object.keys(allowed).filter((layer) => !layers.has(layer)),
    [],
  );
});

test('imports follow the data flow', () => {
  const forbidden = imports.filter(({ from, to }) => !mayImport(layerOf(from), layerOf(to)));
  assert.deepEqual(
    forbidden.map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test('the API contract imports only zod and shared files without Node, so that a browser can load it', () => {
  const bare = /(?:from|import)\s*\(?\s*'([^'.][^']*)'/g;
  const value = /^(?:import|export)\s+(?!type\b)(?:[^;]*?from\s+)?'(\.[^']+)'/gm;
  const reached = new Set(files.filter((file) => file.startsWith('api/')));
  assert.ok(reached.size > 8);
  for (const file of reached) {
    const text = readFileSync(path.join(src, file), 'utf8');
    for (const [, name = ''] of text.matchAll(bare)) assert.equal(name, 'zod', `${file} → ${name}`);
    for (const [, name = ''] of text.matchAll(value))
      reached.add(path.posix.normalize(path.posix.join(path.posix.dirname(file), name)));
  }
  assert.deepEqual(
    [...reached].filter((file) => !file.startsWith('api/') && !file.startsWith('shared/')),
    [],
  );
});

test('imports have no cycles', () => {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(file), `a circle: ${[...trail, file].join(' → ')}`);
    if (done.has(file)) return;
    for (const { to } of targets.get(file) ?? []) walk(to, [...trail, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});

test('layers have no cycles', () => {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [layer, target] = [layerOf(from), layerOf(to)];
    if (layer !== target) targets.set(layer, (targets.get(layer) ?? new Set()).add(target));
  }
  const done = new Set<string>();
  const walk = (layer: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(layer), `a circle: ${[...trail, layer].join(' → ')}`);
    if (done.has(layer)) return;
    for (const target of targets.get(layer) ?? []) walk(target, [...trail, layer]);
    done.add(layer);
  };
  for (const layer of targets.keys()) walk(layer, []);
});

/** Files of src/ by folder; `.` is src/ itself. */
const folders = Map.groupBy(files, (file) => path.posix.dirname(file));

test('no folder has more than fifteen files, and src/ itself has only the program and the server', () => {
  assert.deepEqual(folders.get('.')?.toSorted(), ['main.ts', 'server.ts']);
  const large = [...folders].filter(([, inside]) => inside.length > 15);
  assert.deepEqual(
    large.map(([folder, inside]) => `${folder}: ${inside.length}`),
    [],
  );
});

test('every folder opens with a README of five to fifteen lines', () => {
  const all = new Set([...folders.keys()].flatMap((folder) => [folder, path.posix.dirname(folder)]));
  all.delete('.');
  const wrong = [...all].flatMap((folder) => {
    const page = path.join(src, folder, 'README.md');
    if (!existsSync(page)) return [`${folder}: none`];
    const lines = readFileSync(page, 'utf8').trimEnd().split('\n').length;
    return lines >= 5 && lines <= 15 ? [] : [`${folder}: ${lines} lines`];
  });
  assert.deepEqual(wrong, []);
});

test('there are no barrel files, and sockets are opened in one file per protocol', () => {
  assert.deepEqual(
    files.filter((file) => path.basename(file) === 'index.ts'),
    [],
  );
  const sockets = files.filter((file) =>
    // `net.isIP` opens no socket.
    /import (?!\{ (?:BlockList, )?isIP \})[^;]* from 'node:net'/.test(
      readFileSync(path.join(src, file), 'utf8'),
    ),
  );
  assert.deepEqual(
    sockets.filter((file) => !file.startsWith('dicom/')),
    [],
  );
});

test('only the folders of the store use SQL, and only its SQLite engine uses SQLite', () => {
  const importers = (packages: readonly string[], ...homes: readonly string[]) =>
    files.filter(
      (file) =>
        !homes.some((home) => file.startsWith(home)) &&
        packages.some((name) =>
          new RegExp(`from '${name}['/]`).test(readFileSync(path.join(src, file), 'utf8')),
        ),
    );
  const engine = 'spool/store/sqlite/';
  assert.deepEqual(importers(['better-sqlite3'], engine), []);
  assert.deepEqual(importers(['kysely'], engine, 'spool/store/sql/', 'spool/store/migrations/'), []);
});

test('only code that opens a spool chooses a blob engine', () => {
  const engine = 'spool/blobs/folder/';
  const choosing = imports.filter(({ from, to }) => to.startsWith(engine) && !from.startsWith(engine));
  assert.deepEqual([...new Set(choosing.map(({ from }) => from))].toSorted(), [
    'spool/job-films.ts',
    'spool/spool.ts',
  ]);
});

test('the server loads sharp and pdfkit only in worker threads', () => {
  // They cost 18 MiB of memory and half of the start time, measured. Dynamic imports are allowed.
  const from = (file: string) => [
    ...readFileSync(path.join(src, file), 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)(?:[^;]*?from\s+)?'([^']+)'/gm,
    ),
  ];
  const reached = new Map<string, string>([
    ['main.ts', 'main.ts'],
    ['server.ts', 'server.ts'],
  ]);
  for (const [file, way] of reached) {
    for (const [, to = ''] of from(file)) {
      assert.ok(!['sharp', 'pdfkit', 'fontkit', 'bidi-js'].includes(to), `${way} → ${to}`);
      const next = path.posix.normalize(path.posix.join(path.posix.dirname(file), to));
      if (to.startsWith('.') && !reached.has(next)) reached.set(next, `${way} → ${next}`);
    }
  }
  assert.ok(reached.size > 200);
});

/** Error classes outside shared/errors/, and why. */
const privateErrors: Readonly<Record<string, string>> = {
  'print-scp/stored-print/stored-print-film.ts: OperationRefusal':
    'carries a DIMSE reply and never leaves its file',
};

test('all error classes are in shared/errors/, and are named …Failure or …Refusal', () => {
  const heads = files.flatMap((file) =>
    [
      ...readFileSync(path.join(src, file), 'utf8').matchAll(
        /\bclass\s+(\w+)(?:<[^{]*>)?\s+extends\s+(?:globalThis\.)?(\w+)/g,
      ),
    ].map(([, name = '', base = '']) => ({ file, name, base })),
  );
  // Classes that extend Error, directly or through another class: RangeError, SetupFailure …
  const isError = (base: string): boolean =>
    /(?:Error|Exception|Failure|Refusal)$/.test(base) ||
    heads.some((head) => head.name === base && isError(head.base));
  const errors = heads.filter(({ base }) => isError(base));
  assert.ok(errors.length > 15);
  assert.deepEqual(
    errors.filter(({ name }) => !/(?:Failure|Refusal)$/.test(name)).map(({ name }) => name),
    [],
  );
  assert.deepEqual(
    errors
      .filter(({ file }) => !file.startsWith('shared/errors/'))
      .map(({ file, name }) => `${file}: ${name}`)
      .toSorted(),
    Object.keys(privateErrors).toSorted(),
  );
});

/** The layers of the browser application, and what each may import; from the server only types of the contract. */
const webLayers: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  ui: ['lib'],
  i18n: ['lib'],
  data: ['lib'],
  features: ['ui', 'i18n', 'data', 'lib'],
  pages: ['features', 'ui', 'i18n', 'data', 'lib'],
  'main.tsx': ['pages', 'features', 'ui', 'i18n', 'data', 'lib'],
};

/** Packages that only some layers know. */
const webPackages: Readonly<Record<string, readonly string[]>> = {
  'react-aria-components': ['ui', 'i18n', 'features', 'main.tsx'],
  'intl-messageformat': ['i18n'],
  'eventsource-parser': ['data'],
  openseadragon: ['features'],
  uplot: ['ui'],
};

test('the browser application has its layers, and knows of the server only the types of the contract', () => {
  const web = path.join(src, '..', 'web', 'src');
  const sources = globSync('**/*.{ts,tsx}', { cwd: web });
  assert.ok(sources.length > 30);
  const wrong: string[] = [];
  for (const from of sources) {
    const [layer = ''] = from.split('/', 1);
    const [, page] = /^pages\/([^/]+)\//.exec(from) ?? [];
    const text = readFileSync(path.join(web, from), 'utf8');
    for (const [line, kind = '', name = ''] of text.matchAll(
      /^(?:import|export)\s+(type\s)?(?:[^;']*?from\s+)?'([^']+)'/gm,
    )) {
      if (!name.startsWith('.')) {
        const [packageName = ''] = name.split('/', 1);
        const known = webPackages[packageName];
        if (known !== undefined && !known.includes(layer)) wrong.push(`${from} → ${name}`);
        continue;
      }
      const to = path.posix.normalize(path.posix.join(path.posix.dirname(from), name));
      const [target = ''] = to.split('/', 1);
      const [, otherPage] = /^pages\/([^/]+)\//.exec(to) ?? [];
      // The catalogs have a text for each code of the server.
      const contract =
        layer === 'i18n'
          ? /^\.\.\/\.\.\/src\/(?:api\/messages\/|shared\/errors\/api-error-table)/
          : /^\.\.\/\.\.\/src\/(?:api|shared)\//;
      const isContract = (layer === 'data' || layer === 'i18n') && kind !== '' && contract.test(to);
      const isOwn = target === layer && otherPage === page;
      if (!isContract && !isOwn && !(webLayers[layer] ?? []).includes(target)) wrong.push(`${from}: ${line}`);
    }
  }
  assert.deepEqual(wrong, []);
});
