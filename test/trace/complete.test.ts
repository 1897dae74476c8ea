// A trace is complete, or its first line says what is missing, and a replay reports that too; the number of traces is limited,
// however many associations there are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { burst, maxUnwritten, TraceBudget, tracesPerSecond } from '../../src/trace/trace-budget.ts';
import { readTrace } from '../../src/trace/replay.ts';
import { traceFile, traceIds } from '../../src/trace/trace-folder.ts';
import { run as hardcopy } from '../cli/run.ts';
import { compose, open, print } from '../support/network-print.ts';
import { grayImage } from '../support/print-client.ts';
import { recordingLog } from '../support/recording-log.ts';
import { TestServer } from '../support/server.ts';

/** Image of so many 8-bit pixels on each side. */
const image = (side: number) =>
  grayImage(
    side,
    side,
    Uint8Array.from({ length: side * side }, (_, index) => index % 251),
  );

test('images of up to 2 MiB are recorded whole, larger ones are named in the first line and by the replay', async (t) => {
  const server = await TestServer.start({ config: 'trace: { clients: ["*"], pixels: true }\n' });
  t.after(() => server.stop());
  const folder = path.join(server.data, 'traces');
  for (const [side, images] of [
    [1000, 0],
    [1448, 0],
    [2000, 1],
  ] as const) {
    const connection = await open(server.dicomPort);
    const film = await compose(connection, image(side));
    assert.equal((await print(connection, film.filmBox)).status, 0);
    await connection.association.release();
    const id = traceIds(folder).at(-1) ?? '';
    const file = (kind: 'txt' | 'jsonl') => traceFile(folder, id, kind);
    const over = () => readFileSync(file('jsonl'), 'utf8');
    while (!over().includes('"kind":"end"')) await new Promise(setImmediate);
    if (images > 0) while (!over().startsWith('{"kind":"incomplete"')) await new Promise(setImmediate);
    const { messages, missing } = await readTrace(file('jsonl'));
    assert.deepEqual(missing, { records: 0, images, full: false });
    const pixels = messages
      .findLast(({ command }) => command.kind === 'N-SET-RQ')
      ?.dataSet?.find(({ items }) => items)
      ?.items?.[0]?.find((element) => element.pixels)?.pixels;
    assert.equal(pixels?.byteLength, side * side);
    assert.equal(
      pixels.base64 === undefined ? 0 : Buffer.from(pixels.base64, 'base64').length,
      images > 0 ? 0 : side * side,
    );
    const sentence =
      'this trace is not complete: missing are the pixels of 1 image, too large to be recorded';
    const [first = ''] = readFileSync(file('txt'), 'utf8').split('\n');
    assert.equal(first.includes(sentence), images > 0, first);
    const played = await hardcopy(['replay', file('jsonl'), '--to', `127.0.0.1:${server.dicomPort}`]);
    assert.equal(played.exitCode, 0, played.stderr);
    assert.equal(played.stderr.includes(sentence), images > 0, played.stderr);
  }
});

test('so many traces begin and no more; the others are counted and said', () => {
  const { log, lines } = recordingLog();
  let now = 0;
  const budget = new TraceBudget(log, () => now);
  const taken = (tries: number, unwritten = 0) =>
    Array.from({ length: tries }, () => budget.take(unwritten)).filter(Boolean).length;
  assert.equal(taken(5000), burst);
  now = 1000;
  assert.equal(taken(5000), tracesPerSecond);
  now = 60_000;
  assert.equal(taken(100, maxUnwritten), 0);
  assert.equal(taken(5000, maxUnwritten - 1), burst);
  assert.equal(budget.dropped, 15_100 - 2 * burst - tracesPerSecond);
  budget.close();
  assert.deepEqual(
    lines.map(({ event, fields }) => [event, fields.traces]),
    [['trace.dropped', budget.dropped]],
  );
});
