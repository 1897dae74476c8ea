// What is known of the printers, learned from their jobs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrinterStatuses } from '../src/printer-statuses.ts';

function watched() {
  const statuses = new PrinterStatuses();
  const heard: string[] = [];
  const stop = statuses.onChange((aeTitle, { status, info }) => heard.push(`${aeTitle} ${status} ${info}`));
  return { statuses, heard, stop };
}

test('a printer is NORMAL until something was heard of it; who listens hears of changes only', () => {
  const { statuses, heard, stop } = watched();
  assert.deepEqual(statuses.of('A'), { status: 'NORMAL', info: 'NORMAL' });
  statuses.set('A', { status: 'NORMAL', info: 'NORMAL' });
  statuses.set('A', { status: 'WARNING', info: 'SUPPLY LOW' });
  statuses.set('A', { status: 'WARNING', info: 'SUPPLY LOW' });
  statuses.set('A', { status: 'WARNING', info: 'FILM JAM' });
  stop();
  statuses.set('A', { status: 'NORMAL', info: 'NORMAL' });
  assert.deepEqual(heard, ['A WARNING SUPPLY LOW', 'A WARNING FILM JAM']);
  assert.deepEqual(statuses.of('A'), { status: 'NORMAL', info: 'NORMAL' });
  assert.deepEqual(statuses.of('B'), { status: 'NORMAL', info: 'NORMAL' });
});

test('deliveries that fail or must be tried again are a WARNING, never a FAILURE; one that got through is NORMAL', () => {
  const { statuses, heard } = watched();
  const job = { printer: 'A', statusInfo: 'RECEIVER FULL' } as const;
  statuses.learn({ ...job, state: 'PENDING', reason: 'retry' });
  statuses.learn({ ...job, state: 'FAILURE', reason: 'delivery-failed', statusInfo: 'CHECK PRINTER' });
  // What tells nothing of the device: a film that cannot be rendered, a crash, an operator.
  statuses.learn({ ...job, state: 'FAILURE', reason: 'render-failed', statusInfo: 'INVALID PAGE DES' });
  statuses.learn({ ...job, state: 'FAILURE', reason: 'job-cancelled' });
  statuses.learn({ ...job, state: 'PENDING', reason: 'retry', statusInfo: 'QUEUED' });
  statuses.learn({ ...job, state: 'PRINTING', reason: 'delivering', statusInfo: 'NORMAL' });
  assert.deepEqual(heard, ['A WARNING RECEIVER FULL', 'A WARNING CHECK PRINTER']);
  statuses.learn({ ...job, state: 'DONE', reason: 'delivered', statusInfo: 'NORMAL' });
  assert.equal(heard.at(-1), 'A NORMAL NORMAL');
});
