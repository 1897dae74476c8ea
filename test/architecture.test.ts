// The layers are the folders, and the arrows between them are tested: each folder knows only what lies before it on
// the way of the data (docs/architecture.md). Reads import lines, nothing else.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const src = path.join(import.meta.dirname, '..', 'src');
const words = [
  'film.ts',
  'subjects.ts',
  'moments.ts',
  'film-sizes.ts',
  'film-size-text.ts',
  'digit-glyphs.ts',
  'printer.ts',
  'printer-titles.ts',
  'errors.ts',
  'system-errors.ts',
  'luminance.ts',
  'log.ts',
  'log-output.ts',
  'visible-text.ts',
  'product.ts',
  'hearers.ts',
  'durable-files.ts',
  'refusal-log.ts',
  'listen-failure.ts',
  'loopback.ts',
  'colour-tiff.ts',
  'document-name.ts',
];

/** Folder or file → what it may import besides its own folder and the shared words. `*`: everything. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'film.ts': [],
  'subjects.ts': [],
  'moments.ts': [],
  'film-sizes.ts': [],
  'film-size-text.ts': [],
  'digit-glyphs.ts': [],
  'printer.ts': [],
  'printer-titles.ts': [],
  'errors.ts': [],
  'system-errors.ts': [],
  'luminance.ts': [],
  'log.ts': [],
  'log-output.ts': [],
  'visible-text.ts': [],
  'product.ts': [],
  'hearers.ts': [],
  'durable-files.ts': [],
  'refusal-log.ts': [],
  'listen-failure.ts': [],
  'loopback.ts': [],
  'colour-tiff.ts': [],
  'document-name.ts': [],
  'access/': ['dicom/', 'print-scp/'],
  // What can be configured of clients and webhooks is said where it is used.
  'config/': ['access/', 'dicom/', 'notifications/', 'print-scp/', 'trace/'],
  'film-description.ts': [],
  'film-folder.ts': ['film-description.ts'],
  'dicom/': [],
  'print-scp/': ['dicom/'],
  'print-scu/': ['dicom/'],
  'trace/': ['dicom/', 'print-scp/'],
  'render/': [],
  'spool/': [],
  'calibration/': ['render/'],
  'destinations/': ['render/', 'print-scu/'],
  'console/': ['spool/'],
  'notifications/': ['spool/', 'device-monitor.ts'],
  'metrics/': ['dicom/', 'print-scp/', 'spool/', 'destinations/', 'device-monitor.ts'],
  'conformance/': [...['dicom/', 'print-scp/', 'print-scu/', 'render/', 'destinations/'], 'config/'],
  'cli/': ['*'],
  'pipeline/': ['destinations/', 'render/', 'spool/', 'device-monitor.ts'],
  'composition/': ['*'],
  'server.ts': ['*'],
  'test-pattern.ts': [],
  'target-request.ts': ['calibration/', 'spool/'],
  'test-page.ts': ['spool/', 'test-pattern.ts'],
  'printer-statuses.ts': ['destinations/'],
  'device-monitor.ts': ['destinations/', 'printer-statuses.ts'],
  'main.ts': ['*'],
};

const layerOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/') + 1) : file);

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

test('every file has a layer', () => {
  assert.ok(files.length > 20);
  assert.deepEqual(
    files.filter((file) => !Object.hasOwn(allowed, layerOf(file))),
    [],
  );
});

test('imports point backwards on the way of the data', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const own = layerOf(from);
    const target = layerOf(to);
    const rule = allowed[own] ?? [];
    // The shared words know each other, and nothing above them.
    return target !== own && !words.includes(target) && !rule.includes(target) && !rule.includes('*');
  });
  assert.deepEqual(
    forbidden.map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test('imports make no circles', () => {
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

test('there are no barrel files, and sockets are opened in one file per protocol', () => {
  assert.deepEqual(
    files.filter((file) => path.basename(file) === 'index.ts'),
    [],
  );
  const sockets = files.filter((file) =>
    readFileSync(path.join(src, file), 'utf8').includes("from 'node:net'"),
  );
  assert.deepEqual(
    sockets.filter((file) => !file.startsWith('dicom/')),
    [],
  );
});

test('the server loads what draws pages in worker threads only: its own has neither sharp nor pdfkit', () => {
  // 18 MiB of memory and half of the start, measured. What is imported when it is needed does not count.
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
      assert.ok(!['sharp', 'pdfkit', 'bidi-js'].includes(to), `${way} → ${to}`);
      const next = path.posix.normalize(path.posix.join(path.posix.dirname(file), to));
      if (to.startsWith('.') && !reached.has(next)) reached.set(next, `${way} → ${next}`);
    }
  }
  assert.ok(reached.size > 200);
});
