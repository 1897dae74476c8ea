// Tables: aligned, wrapped within their columns to the width of the terminal, and never broken in the first column.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listing } from '../../../src/cli/terminal/tables.ts';
import { tableColumns, type Terminal } from '../../../src/cli/terminal/terminal.ts';

const head = ['JOB', 'PRINTER', 'STATE', ''];
const rows = [
  ['1m8qnajd9s4p', 'WARD3', 'FAILURE', 'Not printed: the device refused the document after three attempts.'],
  ['1m8qnaja3x0m', 'HARDCOPY', 'DONE', ''],
];

test('leaves rows on one line where the width is not limited', () => {
  assert.equal(
    listing(head, rows),
    [
      'JOB           PRINTER   STATE',
      '1m8qnajd9s4p  WARD3     FAILURE  Not printed: the device refused the document after three attempts.',
      '1m8qnaja3x0m  HARDCOPY  DONE',
    ].join('\n'),
  );
});

test('wraps the longest text within its column', () => {
  assert.equal(
    listing(head, rows, 64),
    [
      'JOB           PRINTER   STATE',
      '1m8qnajd9s4p  WARD3     FAILURE  Not printed: the device refused',
      '                                 the document after three',
      '                                 attempts.',
      '1m8qnaja3x0m  HARDCOPY  DONE',
    ].join('\n'),
  );
});

test('breaks neither the first column nor a word, however narrow the terminal is', () => {
  const lines = listing(head, rows, 20).split('\n');
  assert.ok(lines.some((line) => line.startsWith('1m8qnajd9s4p  WARD3')));
  assert.ok(lines.some((line) => line.includes('document')));
});

test('limits the width on a terminal only', () => {
  const written = { print: () => undefined, note: () => undefined };
  const look = () => ({ columns: 90, color: false });
  const screen: Terminal = { ...written, look, redraw: () => undefined };
  assert.deepEqual([tableColumns(screen), tableColumns({ ...written, look })], [90, Infinity]);
});
