// The public form of a job, key by key, because it is a contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newJob } from '../../../src/spool/job/new-job.ts';
import { jobAnswer } from '../../../src/composition/answers/job-answers.ts';
import { filmOf, jobAfter, noon, requestOf, toAll } from '../../spool/spool-fixture.ts';

test('findings of rendering are reported together with earlier substitutions', () => {
  const [one, two] = ['FilmSizeID', 'TextString'].map((attribute) => {
    return { attribute, requested: 'r', used: 'u', reason: 'w' };
  });
  assert.ok(one && two);
  const job = { ...jobAfter([]), substitutions: [one], findings: [two] };
  assert.deepEqual(jobAnswer(job).substitutions, [one, two]);
});

test('a job as JSON has these keys and values', () => {
  const request = requestOf([filmOf({ key: '0123456789abcdef', byteLength: 6 })], {
    printJobUid: '2.25.7',
    priority: 'HIGH',
    copies: 2,
    sessionLabel: 'Chest',
    substitutions: [{ attribute: 'FilmSizeID', requested: '7INX9IN', used: '8INX10IN', reason: 'unknown' }],
    clientProfile: 'standard',
  });
  const job = newJob(request, { id: '1k3h5x9qa7qk', destinations: toAll(['pdf']), at: noon });
  assert.deepEqual(JSON.parse(JSON.stringify(jobAnswer(job))), {
    id: '1k3h5x9qa7qk',
    printJobUid: '2.25.7',
    printer: 'HARDCOPY',
    callingAeTitle: 'CT 1',
    peerAddress: '127.0.0.1',
    association: 'a1',
    state: 'PENDING',
    reason: 'queued',
    statusInfo: 'QUEUED',
    detail: 'Waiting in the queue.',
    message: { code: 'job.queued', params: {} },
    priority: 'HIGH',
    copies: 2,
    sessionLabel: 'Chest',
    createdAt: '2026-03-01T12:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    notBefore: null,
    pages: null,
    payloadRemovedAt: null,
    films: [
      {
        filmSizeId: '14INX17IN',
        filmOrientation: 'PORTRAIT',
        imageDisplayFormat: 'STANDARD\\2,3',
        images: 1,
        annotations: 0,
      },
    ],
    deliveries: [
      {
        destination: 'pdf',
        required: true,
        state: 'PENDING',
        attempts: 0,
        lastError: null,
        cause: null,
        statusInfo: null,
        detail: null,
        message: { code: 'delivery.waiting-for-turn', params: {} },
        receipt: null,
        notBefore: null,
        finishedAt: null,
      },
    ],
    substitutions: [{ attribute: 'FilmSizeID', requested: '7INX9IN', used: '8INX10IN', reason: 'unknown' }],
    clientProfile: 'standard',
    repeats: 0,
    reprintOf: null,
  });
});
