// The audit log of a server as users run it: films that left, clients that were refused, changes, and films that users looked at. Killed
// while films are delivered, it has each export once. Start at `eventsOf`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { ApiAuditMessage, ApiAuditPage } from '../src/api/audit/audit.ts';
import type { AuditEvent } from '../src/audit/audit-event.ts';
import { linesFrom } from '../src/audit/chain/read-records.ts';
import { recordOf } from '../src/audit/chain/record.ts';
import { verifyLog } from '../src/audit/chain/verify.ts';
import { compose, open, print } from './support/network-print.ts';
import { mainFile, TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

async function eventsOf(data: string): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const line of linesFrom(path.join(data, 'audit'), 1)) {
    const record = recordOf(line);
    assert.ok(record, line);
    events.push(record.event);
  }
  return events;
}

const ofKind = <K extends AuditEvent['kind']>(events: readonly AuditEvent[], kind: K) =>
  events.filter((event): event is Extract<AuditEvent, { readonly kind: K }> => event.kind === kind);

async function printOne(server: TestServer, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const connection = await open(server.dicomPort);
    const { filmBox } = await compose(connection);
    const { status } = await print(connection, filmBox);
    assert.equal(status, 0);
    connection.association.abort('done');
  }
}

async function started(context: TestContext, config: string) {
  const data = temporaryFolder(context, 'audit-log');
  const server = await TestServer.start({ data, config });
  context.after(() => server.stop());
  return { data, server };
}

test('a film that has left, who looked at it, who was refused and what was changed is recorded', async (context) => {
  const { data, server } = await started(context, 'access:\n  - callingAeTitles: [TESTER]\n');
  await printOne(server);
  const [job] = await server.jobsDone(1);
  assert.ok(job);

  // Exactly when it is noted as done: a reader who sees DONE finds the record.
  const [exported] = ofKind(await eventsOf(data), 'film-exported');
  assert.ok(exported);
  const { place, delivery, ...rest } = exported;
  assert.equal(place, path.join(data, 'films'));
  assert.match(delivery, /^pdf /);
  assert.deepEqual(rest, {
    kind: 'film-exported',
    job: job.id,
    printJobUid: job.printJobUid,
    printer: 'HARDCOPY',
    subjects: [],
    destination: 'pdf',
    medium: 'file',
    calling: 'TESTER',
    peer: '127.0.0.1',
    films: 1,
    copies: 1,
    outcome: 'delivered',
  });

  // A viewer requests many pictures; the address and the name make one record.
  const headers = { 'x-hardcopy-user': 'anna' };
  const url = `http://127.0.0.1:${server.httpPort}/api/jobs/${job.id}`;
  for (const at of ['', '/films/1.png?width=64', '/films/1/tiles', '', '/films/1/tiles'])
    assert.equal((await fetch(url + at, { headers })).status, 200, at);
  for (const _ of [1, 2]) assert.equal((await fetch(`${url}/film.pdf`, { headers })).status, 200);
  assert.equal((await fetch(url, { headers: { 'x-hardcopy-user': 'bert' } })).status, 200);

  const refused = execFileOf(['echo', '--data', data, '--calling', 'STRANGER']);
  await assert.rejects(refused);

  writeFileSync(path.join(data, 'test-config.yaml'), 'access:\n  - callingAeTitles: [TESTER, CT*]\n');
  await execFileOf(['reload', '--data', data]);

  await checkReading(server, job.id);

  assert.equal(await server.stop(), 0);
  const events = await eventsOf(data);
  assert.deepEqual(
    ofKind(events, 'audit-log-used').map(({ user, what }) => [user, what]),
    [
      ['boss', 'list'],
      ['boss', `record ${exportedSeq}`],
      ['boss', 'export as csv, all to now'],
      ['boss', 'export as xml, all to now'],
    ],
  );
  assert.deepEqual(
    ofKind(events, 'film-viewed').map(({ user, address, job: id }) => [user, address, id]),
    [
      ['anna', '127.0.0.1', job.id],
      ['bert', '127.0.0.1', job.id],
    ],
  );
  assert.deepEqual(
    ofKind(events, 'film-downloaded').map(({ user, what }) => [user, what]),
    [['anna', `film-${job.id}.pdf`]],
  );
  const [stranger] = ofKind(events, 'association-refused');
  assert.deepEqual([stranger?.calling, stranger?.address], ['STRANGER', '127.0.0.1']);
  assert.match(stranger?.why ?? '', /no access rule for calling AE title STRANGER/);
  const [changed] = ofKind(events, 'config-changed');
  assert.deepEqual([changed?.keys, changed?.security], [['access[0].callingAeTitles'], true]);
  assert.equal(events[0]?.kind, 'server-started');
  assert.equal(events.at(-1)?.kind, 'server-stopped');
  assert.equal((await verifyLog(path.join(data, 'audit'))).broken, null);
});

let exportedSeq = 0;

/** As the console and scripts read the log: found by kind, word and day, one record, and as files. */
async function checkReading(server: TestServer, job: string): Promise<void> {
  const url = `http://127.0.0.1:${server.httpPort}/api/audit`;
  const headers = { 'x-hardcopy-user': 'boss' };
  const search = async (body: object) => {
    const answer = await fetch(`${url}/search`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()) as ApiAuditPage;
  };
  const { records, next } = await search({ kind: 'film-exported', text: `TESTER ${job}` });
  const [found] = records;
  assert.deepEqual([records.length, next], [1, null]);
  assert.deepEqual(
    [found?.event, found?.user, found?.address, found?.subject, found?.outcome],
    ['Export', 'TESTER', '127.0.0.1', `${job} → pdf`, 'success'],
  );
  exportedSeq = found?.seq ?? 0;
  assert.deepEqual((await search({ text: 'no-such-word' })).records, []);
  assert.deepEqual((await search({ until: '2020-01-01' })).records, []);
  const first = await search({ limit: 2 });
  const second = await search({ limit: 2, before: first.next ?? 0 });
  assert.equal(second.records[0]?.seq, (first.records[1]?.seq ?? 0) - 1);
  const one = await fetch(`${url}/${exportedSeq}`, { headers });
  assert.match(((await one.json()) as ApiAuditMessage).message, /^<\?xml .*<EventID csd-code="110106"/);
  assert.equal((await fetch(`${url}/999999`, { headers })).status, 404);
  const csv = await (await fetch(`${url}.csv`, { headers })).text();
  assert.match(
    csv,
    /^seq,at,kind,event,user,address,subject,outcome\r\n1,[^,]+,server-started,Application Activity,/,
  );
  const xml = await (await fetch(`${url}.xml`, { headers })).text();
  assert.match(
    xml,
    /<AuditMessages>\n<AuditMessage><EventIdentification .*<\/AuditMessage>\n<\/AuditMessages>\n$/s,
  );
}

const execFileOf = (args: readonly string[]) => promisify(execFile)(process.execPath, [mainFile, ...args]);

/** While the server writes, the last line may be incomplete. */
async function exportLines(data: string): Promise<number> {
  let lines = 0;
  for await (const line of linesFrom(path.join(data, 'audit'), 1))
    if (line.includes('"kind":"film-exported"')) lines += 1;
  return lines;
}

test('a server that is killed while it delivers has each export once', async (context) => {
  const data = temporaryFolder(context, 'audit-crash');
  let server = await TestServer.start({ data });
  context.after(() => server.stop());
  let films = 0;
  for (let round = 0; round < 8; round += 1) {
    await printOne(server, 3);
    films += 3;
    // Killed when the first export of the round, and perhaps not its delivery, is on the disk.
    await until(async () => (await exportLines(data)) > films - 3);
    await server.kill();
    server = await TestServer.start({ data });
    await server.jobsDone(films);
  }
  const jobs = await server.jobsDone(films);
  const exported = ofKind(await eventsOf(data), 'film-exported').map(({ job }) => job);
  assert.deepEqual(exported.toSorted(), jobs.map(({ id }) => id).toSorted());
  const { broken } = await verifyLog(path.join(data, 'audit'));
  assert.equal(broken, null);
  assert.ok(readFileSync(path.join(data, 'audit', 'head.json'), 'utf8').includes('"missing":0'));
});
