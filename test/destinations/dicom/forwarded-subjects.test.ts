// Patient and study of films that are forwarded to another Hardcopy are sent with them, so that the film is found there too.
// Other imagers do not get them. Two whole servers, and one that is presented as another implementation.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { planFilm } from '../../../src/destinations/dicom/film-plan.ts';
import type { GrayPixels } from '../../../src/shared/film/film.ts';
import { compose, open, print, ramp } from '../../support/network-print.ts';
import { relay } from '../../support/relay.ts';
import { TestServer } from '../../support/server.ts';
import { ForwardingFixture } from './forwarding-fixture.ts';

const patient = dataSetOf({
  SpecificCharacterSet: 'ISO_IR 192',
  PatientName: 'Test^Älpha=山田',
  PatientID: 'FWD-17',
  AccessionNumber: 'ACC5',
  StudyDate: '20261130',
  StudyInstanceUID: '1.2.3.4',
});

async function started(t: TestContext, config?: string): Promise<TestServer> {
  const server = await TestServer.start(config === undefined ? {} : { config });
  t.after(() => server.stop());
  return server;
}

/** Prints a film of the patient on a server that forwards to `port`. */
async function forwarded(t: TestContext, port: number) {
  const server = await started(
    t,
    `printers: [{ aeTitle: HARDCOPY, destinations: [{ kind: dicom, host: 127.0.0.1, port: ${port}, aeTitle: HARDCOPY }] }]\n`,
  );
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, ramp().with(patient));
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.jobsDone(1);
  // Before the imager, because it has associations with it.
  await server.stop();
}

async function found(server: TestServer, text: string) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/jobs/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return ((await response.json()) as { jobs: readonly unknown[] }).jobs.length;
}

test('a film that is forwarded to another Hardcopy is found there by its patient and study', async (t) => {
  const imager = await started(t);
  await forwarded(t, imager.dicomPort);
  const [job] = await imager.jobsDone(1);
  assert.ok(job);
  for (const text of ['älpha', '山', 'FWD-17', 'acc5', '2026-11-30', '1.2.3.4'])
    assert.equal(await found(imager, text), 1, text);
  const { subjects } = (await (await imager.get(`/api/jobs/${job.id}`)).json()) as { subjects: unknown };
  assert.deepEqual(subjects, [
    {
      patientName: 'Test^Älpha=山田',
      patientId: 'FWD-17',
      accessionNumber: 'ACC5',
      studyDate: '20261130',
      studyInstanceUid: '1.2.3.4',
    },
  ]);
});

test('an imager of another implementation does not get them', async (t) => {
  const imager = await started(t);
  const { port } = await relay(t, imager.dicomPort, { foreign: true });
  await forwarded(t, port);
  const [job] = await imager.jobsDone(1);
  assert.ok(job);
  const { subjects } = (await (await imager.get(`/api/jobs/${job.id}`)).json()) as { subjects: unknown };
  assert.deepEqual(subjects ?? [], []);
  for (const text of ['älpha', 'FWD-17', 'acc5']) assert.equal(await found(imager, text), 0, text);
});

for (const [name, count, expected] of [
  ['no patient', 0, [undefined, undefined, undefined]],
  ['one patient: every image', 1, ['P1', 'P1', 'P1']],
  ['two patients: one each with the first images', 2, ['P1', 'P2', undefined]],
  ['three patients', 3, ['P1', 'P2', 'P3']],
] as const) {
  test(`a film of three images with ${name}`, async () => {
    const fixture = new ForwardingFixture('/nowhere');
    /** Its content is irrelevant. */
    const pixels: GrayPixels = {
      kind: 'gray',
      rows: 4,
      columns: 6,
      pixelAspectRatio: [1, 1],
      data: { key: 'none', byteLength: 24 },
      photometricInterpretation: 'MONOCHROME2',
      signed: false,
      bitsAllocated: 8,
      bitsStored: 8,
      highBit: 7,
    };
    const images = [1, 2, 3].map((position) => fixture.image({ position, pixels }));
    const subjects = Array.from({ length: count }, (_, index) => ({ patientId: `P${index + 1}` }));
    const film = fixture.film({ images, ...(count > 0 && { subjects: { subjects, more: false } }) });
    const planned = await planFilm(film, { blobPath: () => '', densities: { min: 20, max: 320 } });
    assert.deepEqual(
      planned.images.map(({ subject }) => subject?.patientId),
      expected,
    );
  });
}
