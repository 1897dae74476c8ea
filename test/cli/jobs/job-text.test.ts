// The words for the state of a job, as in docs/how-to/follow-jobs.md, with the problem of the device where it is the reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateText } from '../../../src/cli/jobs/job-text.ts';

test('states have names for users', () => {
  for (const [state, reason, statusInfo, expected] of [
    ['PENDING', 'queued', 'QUEUED', 'QUEUED'],
    ['PENDING', 'held', 'QUEUED', 'HELD'],
    ['PENDING', 'held', 'FILM JAM', 'HELD'],
    ['PENDING', 'waiting', 'FILM JAM', 'WAITING (FILM JAM)'],
    ['PENDING', 'retry', 'CHECK PRINTER', 'RETRY (CHECK PRINTER)'],
    ['PRINTING', 'delivering', 'NORMAL', 'PRINTING'],
    ['PRINTING', 'delivering', 'FILM JAM', 'PRINTING (FILM JAM)'],
    ['DONE', 'delivered', 'NORMAL', 'DONE'],
    ['FAILURE', 'delivery-failed', 'CHECK PRINTER', 'FAILURE (CHECK PRINTER)'],
    ['FAILURE', 'job-cancelled', 'UNKNOWN', 'CANCELLED'],
    ['FAILURE', 'job-cancelled', 'JOB CANCELED', 'CANCELLED'],
    ['UNKNOWN', 'outcome-unknown', 'CHECK PRINTER', 'UNKNOWN (CHECK PRINTER)'],
  ] as const)
    assert.equal(stateText({ state, reason, statusInfo }), expected);
});
