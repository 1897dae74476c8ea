// The audit log sent to Debian's rsyslogd by TLS: what it received is what is kept, valid by the schema of PS3.15, in order, and complete
// after the repository was down. Start at `openAudit`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { auditEventKinds } from '../../src/audit/audit-event.ts';
import { Audit } from '../../src/audit/audit.ts';
import { linesFrom } from '../../src/audit/chain/read-records.ts';
import { recordOf, type AuditRecord } from '../../src/audit/chain/record.ts';
import { verifyLog } from '../../src/audit/chain/verify.ts';
import { sampleEvents } from '../audit/sample-events.ts';
import { TestAuthority } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { recordingLog } from '../support/recording-log.ts';
import { Rsyslog } from '../support/rsyslog.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const authority = new TestAuthority();
after(() => {
  authority.remove();
});
const schema = path.join(import.meta.dirname, '..', 'audit', 'audit-message.rng');

async function openAudit(context: TestContext, data: string) {
  const { log, lines } = recordingLog();
  const logged = (event: string) => until(() => lines.some((line) => line.event === event));
  const audit = await Audit.open({
    data,
    sourceId: () => 'film-1',
    site: () => undefined,
    aeTitles: () => ['HARDCOPY'],
    retentionDays: () => 30,
    version: '0.1.0',
    repository: { retryMs: [20, 100], quietMs: 20 },
    log,
  });
  context.after(() => audit.close());
  return { audit, logged };
}

async function kept(data: string): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const line of linesFrom(path.join(data, 'audit'), 1)) {
    const record = recordOf(line);
    if (record) records.push(record);
  }
  return records;
}

/** PRI, version, time, host, application, process, message id, structured data, byte order mark and message. */
const syslogForm =
  /^<(\d+)>1 (\S+) (\S+) hardcopy (\d+) DICOM\+RFC3881 \[chain@32473 seq="(\d+)" hash="([0-9a-f]{64})" prev="[0-9a-f]{64}"\] \ufeff(.*)$/;

describe('an audit repository', { skip: needs('rsyslogd', 'openssl', 'xmllint') }, () => {
  test('gets every kind of message as it is kept, with the hash of its record', async (context) => {
    const data = temporaryFolder(context, 'audit-syslog');
    const folder = temporaryFolder(context, 'rsyslog');
    const rsyslog = await Rsyslog.start({ folder, files: authority.issue('repository') });
    context.after(() => rsyslog.stop());
    const { audit } = await openAudit(context, data);
    for (const kind of auditEventKinds) audit.record(sampleEvents[kind]);
    audit.repository.use({ host: '127.0.0.1', port: rsyslog.port, files: { ca: authority.ca } });
    const messages = await rsyslog.messages(auditEventKinds.length + 1);
    const records = await kept(data);
    assert.deepEqual(
      messages.map((message) => {
        const [, priority, at, , , seq, hash, xml] = syslogForm.exec(message) ?? [];
        return { priority, at, seq: Number(seq), hash, xml };
      }),
      records.map(({ at, seq, hash, message }) => ({
        priority: message.includes('EventOutcomeIndicator="0"') ? '85' : '84',
        at,
        seq,
        hash,
        xml: message,
      })),
    );
    for (const [index, message] of messages.entries()) {
      const file = path.join(folder, `${index}.xml`);
      writeFileSync(file, syslogForm.exec(message)?.[7] ?? '');
      const { status, stderr } = spawnSync('xmllint', ['--noout', '--relaxng', schema, file], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    }
    // The repository proves what the files of this machine alone cannot.
    const hash = syslogForm.exec(messages[3] ?? '')?.[6];
    assert.equal((await verifyLog(path.join(data, 'audit'), { known: hash })).broken, null);
  });

  test('that was down gets everything, in order, also what came while the server was stopped', async (context) => {
    const data = temporaryFolder(context, 'audit-syslog-down');
    const folder = temporaryFolder(context, 'rsyslog-down');
    const files = authority.issue('repository');
    let rsyslog = await Rsyslog.start({ folder, files });
    context.after(() => rsyslog.stop());
    const { port } = rsyslog;
    const first = await openAudit(context, data);
    const address = { host: '127.0.0.1', port, files: { ca: authority.ca } };
    first.audit.repository.use(address);
    await rsyslog.messages(1);
    await rsyslog.stop();
    for (let number = 0; number < 700; number += 1)
      first.audit.record({ kind: 'signed-in', user: `u${number}`, address: '192.0.2.1' });
    await first.logged('audit.not-sent');
    assert.match(first.audit.repository.state.problem ?? '', /./);
    assert.ok(first.audit.repository.state.unsent > 0);
    await first.audit.close();

    const second = await openAudit(context, data);
    second.audit.repository.use(address);
    await second.logged('audit.not-sent');
    rsyslog = await Rsyslog.start({ folder, files, port });
    await rsyslog.messages(703);
    const seqs = rsyslog.received.map((message) => Number(syslogForm.exec(message)?.[5]));
    const firsts = seqs.filter((seq, index) => seqs.indexOf(seq) === index);
    assert.deepEqual(
      firsts,
      (await kept(data)).map(({ seq }) => seq),
      'each at least once, the first ones in order',
    );
    await second.logged('audit.sent-again');
  });

  test('with a certificate of another authority, or another name, gets nothing', async (context) => {
    const data = temporaryFolder(context, 'audit-syslog-wrong');
    const other = new TestAuthority('Other Authority');
    context.after(() => {
      other.remove();
    });
    for (const files of [
      other.issue('repository'),
      authority.issue('repository', { alternativeNames: ['DNS:elsewhere.example.org'] }),
    ]) {
      const folder = temporaryFolder(context, 'rsyslog-wrong');
      const rsyslog = await Rsyslog.start({ folder, files });
      context.after(() => rsyslog.stop());
      const { audit, logged } = await openAudit(context, path.join(data, path.basename(folder)));
      audit.repository.use({ host: '127.0.0.1', port: rsyslog.port, files: { ca: authority.ca } });
      await logged('audit.not-sent');
      assert.deepEqual(rsyslog.received, []);
    }
  });

  test('that demands a certificate gets messages from a server that has one, and none without', async (context) => {
    const data = temporaryFolder(context, 'audit-syslog-mutual');
    const folder = temporaryFolder(context, 'rsyslog-mutual');
    const rsyslog = await Rsyslog.start({
      folder,
      files: authority.issue('repository'),
      clientCertificate: true,
    });
    context.after(() => rsyslog.stop());
    const { audit, logged } = await openAudit(context, data);
    const address = { host: '127.0.0.1', port: rsyslog.port };
    audit.repository.use({ ...address, files: { ca: authority.ca } });
    await logged('audit.not-sent');
    assert.deepEqual(rsyslog.received, []);
    audit.repository.use({ ...address, files: authority.issue('film-1') });
    assert.equal((await rsyslog.messages(1)).length, 1);
  });
});
