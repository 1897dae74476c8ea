// Pages that list what the code has, list all of it and nothing else: log events and metrics.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');
const sources = globSync('src/**/*.ts', { cwd: root }).map((file) =>
  readFileSync(path.join(root, file), 'utf8'),
);
const pageRows = (page: string, name: RegExp): readonly string[] =>
  [...readFileSync(path.join(root, 'docs', 'reference', page), 'utf8').matchAll(name)]
    .map(([, found = '']) => found)
    .toSorted();

/** Names in calls of a log, of a refusal log, and of what reports failures of listeners and background work. */
const eventCalls =
  /(?:\.(?:debug|info|warn|error)|\.refused|#refused|#warn|#inBackground|\bat)\([^'"`;]{0,80}'([a-z][a-z-]*(?:\.[a-z][a-z-]*)+)'|new Subscribers[^;]{0,120}?'([a-z-]+\.[a-z-]+)'|message: '([a-z]+\.[a-z-]+)'|\bevent: '([a-z]+\.[a-z-]+)'/g;

test('the page of log events lists every event', () => {
  // Names that are put together: association.${end}, ${work}.thread-ended.
  const events = new Set([
    'association.released',
    'association.lost',
    'quality.thread-ended',
    'render.thread-ended',
    'image.thread-ended',
  ]);
  for (const source of sources) {
    for (const [, ...names] of source.matchAll(eventCalls)) {
      for (const name of names as readonly (string | undefined)[]) if (name !== undefined) events.add(name);
    }
  }
  const listed = pageRows('log-events.md', /^\| `([a-z.-]+)`/gm);
  assert.equal(new Set(listed).size, listed.length, 'an event is listed twice');
  assert.deepEqual(listed, [...events].toSorted());
});

test('the page of metrics lists every metric', () => {
  const names = new Set(
    sources.flatMap((source) => [...source.matchAll(/'(hardcopy_[a-z_]+)'/g)].map(([, name = '']) => name)),
  );
  assert.deepEqual(pageRows('metrics.md', /^\| `(hardcopy_[a-z_]+)`/gm), [...names].toSorted());
});
