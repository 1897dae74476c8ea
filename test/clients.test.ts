// A running server and clients that need workarounds: events on the network, recognized retries, profiles on jobs.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import type { DataSet } from '../src/dicom/data-set/data-set.ts';
import { DimseClient } from '../src/dicom/dimse/dimse-client.ts';
import type { NEventReportRequest } from '../src/dicom/dimse/dimse-commands.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { compose, open, print } from './support/network-print.ts';
import { pageSizes } from './support/pages.ts';
import { TestServer } from './support/server.ts';

interface Report {
  readonly command: NEventReportRequest;
  readonly data: DataSet | undefined;
}

/** A client that receives events. */
async function listening(port: number, callingAeTitle: string, abstractSyntaxes: readonly string[]) {
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle,
    calledAeTitle: 'HARDCOPY',
    maxPduLength: 131_072,
    implementationVersionName: 'TEST',
    timeouts: defaultTimeouts,
    contexts: abstractSyntaxes.map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [transferSyntaxes.implicitLittle],
    })),
  });
  const reports: Report[] = [];
  let wake: () => void = () => undefined;
  const client = new DimseClient(association, {
    onEventReport: (command, data) => {
      reports.push({ command, data });
      wake();
    },
  });
  return {
    association,
    client,
    reports,
    /** Waits for the event that reports the end of a job. */
    ended: async () => {
      while (!reports.some(({ command }) => command.eventTypeId >= 3)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    reported: async (count: number) => {
      while (reports.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const meta = sopClasses.BasicGrayscalePrintManagementMeta;

async function executionStatus(port: number, printJob: string): Promise<string | undefined> {
  const { association, client } = await open(port);
  const answer = await client.request(5, {
    kind: 'N-GET-RQ',
    requestedSopClassUid: sopClasses.PrintJob,
    requestedSopInstanceUid: printJob,
  });
  await association.release();
  return answer.data?.string('ExecutionStatus');
}

describe('a server', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: 'clients: [{ match: { callingAeTitle: AGFA_* }, profile: agfa, actionReply: job-reference }]\n',
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('reports a job from Pending to Done on its association, and to N-GET on another association', async () => {
    const client = await listening(server.dicomPort, 'CT1', [
      meta,
      sopClasses.PresentationLut,
      sopClasses.PrintJob,
    ]);
    const { filmBox } = await compose(client, undefined, { FilmSizeID: 'A4' });
    const { status, printJob } = await print(client, filmBox);
    assert.equal(status, 0x0000);
    assert.match((await executionStatus(server.dicomPort, printJob)) ?? '', /^(PENDING|PRINTING|DONE)$/);
    await client.ended();
    assert.deepEqual(
      client.reports.map(({ command }) => command.eventTypeId),
      [1, 2, 3],
    );
    for (const { command } of client.reports) assert.equal(command.affectedSopInstanceUid, printJob);
    assert.equal(client.reports.at(-1)?.data?.string('ExecutionStatusInfo'), 'NORMAL');
    assert.equal(client.reports.at(-1)?.data?.string('PrinterName'), 'Film to PDF');
    assert.equal(await executionStatus(server.dicomPort, printJob), 'DONE');
    await client.association.release();
    const [job] = await server.jobsDone(1);
    assert.deepEqual([job?.clientProfile, job?.repeats], ['standard', 0]);
  });

  test('reports PENDING, PRINTING and DONE by events, and by N-GET on a second association', async (t) => {
    const follower = await listening(server.dicomPort, 'CT2', [
      meta,
      sopClasses.PresentationLut,
      sopClasses.PrintJob,
    ]);
    const asking = await open(server.dicomPort);
    t.after(() => Promise.all([follower.association.release(), asking.association.release()]));
    const asked = async (printJob: string) => {
      const { command, data } = await asking.client.request(5, {
        kind: 'N-GET-RQ',
        requestedSopClassUid: sopClasses.PrintJob,
        requestedSopInstanceUid: printJob,
      });
      assert.deepEqual([command.status, data?.string('Originator')], [0x0000, 'CT2']);
      return `${data?.string('ExecutionStatus')} ${data?.string('ExecutionStatusInfo')}`;
    };
    // The last of several films waits for the others, and each takes far longer than an N-GET.
    const { filmBox } = await compose(follower);
    let printJob = '';
    for (let film = 0; film < 6; film += 1) ({ printJob } = await print(follower, filmBox));
    const seen = [await asked(printJob)];
    while (!seen.at(-1)?.startsWith('DONE')) {
      const now = await asked(printJob);
      if (now !== seen.at(-1)) seen.push(now);
    }
    assert.deepEqual(seen, ['PENDING QUEUED', 'PRINTING NORMAL', 'DONE NORMAL']);
    const ofLast = () =>
      follower.reports.flatMap(({ command }) =>
        command.affectedSopInstanceUid === printJob ? [command.eventTypeId] : [],
      );
    while (!ofLast().includes(3)) await follower.reported(follower.reports.length + 1);
    assert.deepEqual(ofLast(), [1, 2, 3]);
  });

  // Quirk 20: office print systems scale down every page that is not exactly as large as its sheet.
  test('20: makes pages as large as their sheets, within a tenth of a millimeter', async () => {
    const [folder] = readdirSync(path.join(server.data, 'films'));
    const [file] = readdirSync(path.join(server.data, 'films', folder ?? ''));
    const [page] = await pageSizes(path.join(server.data, 'films', folder ?? '', file ?? ''));
    assert.ok(page && Math.abs(page.widthMm - 210) < 0.1 && Math.abs(page.heightMm - 297) < 0.1);
  });

  test('recognizes a retry: one job, one document, and the same answer to both requests', async () => {
    const jobs: string[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const client = await listening(server.dicomPort, 'AGFA_NX', [
        meta,
        sopClasses.PresentationLut,
        sopClasses.PrintJob,
      ]);
      const { filmBox } = await compose(client);
      jobs.push((await print(client, filmBox)).printJob);
      await client.ended();
      assert.equal(client.reports.at(-1)?.command.eventTypeId, 3);
      await client.association.release();
    }
    assert.equal(new Set(jobs).size, 1);
    const found = (await server.jobs()).filter((job) => job.callingAeTitle === 'AGFA_NX');
    assert.equal(found.length, 1);
    assert.deepEqual([found[0]?.clientProfile, found[0]?.repeats], ['agfa, changed by clients[0]', 1]);
    await server.logged(/print\.repeated/);
  });
});

test('an association gets an event when its printer cannot deliver, and when it has recovered', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-clients-'));
  const folder = path.join(data, 'sheets');
  const server = await TestServer.start({
    data,
    config: [
      'devices: { pollSeconds: 1 }',
      'printers:',
      '  - aeTitle: HARDCOPY',
      `    destinations: [{ kind: pdf, folder: ${JSON.stringify(folder)} }]`,
      '',
    ].join('\n'),
  });
  try {
    const watcher = await listening(server.dicomPort, 'WATCHER', [meta]);
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(folder, 'a file where the folder should be');
    const client = await open(server.dicomPort);
    const { filmBox } = await compose(client);
    assert.equal((await print(client, filmBox)).status, 0x0000);
    await watcher.reported(1);
    rmSync(folder);
    await watcher.reported(2);
    assert.deepEqual(
      watcher.reports.map(({ command }) => [command.affectedSopClassUid, command.eventTypeId]),
      [
        [sopClasses.Printer, 2],
        [sopClasses.Printer, 1],
      ],
    );
    assert.match(watcher.reports[0]?.data?.string('PrinterStatusInfo') ?? '', /^[A-Z ]{1,16}$/);
    await watcher.association.release();
    await client.association.release();
  } finally {
    assert.equal(await server.stop(), 0);
    rmSync(data, { recursive: true });
  }
});
