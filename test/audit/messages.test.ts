// Audit messages: each kind is valid by the schema of PS3.15 A.5.1 (audit-message.rng, xmllint), and has what the tables of A.5.3 require.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AuditEvent } from '../../src/audit/audit-event.ts';
import { auditEventKinds } from '../../src/audit/audit-event.ts';
import { eventTable, type EventRow } from '../../src/audit/messages/event-table.ts';
import { perPatient } from '../../src/audit/messages/instances-accessed.ts';
import { messageOf } from '../../src/audit/messages/message-of.ts';
import { auditXml } from '../../src/audit/messages/xml.ts';
import { needs } from '../support/external.ts';
import { suiteFolder } from '../support/temporary-folder.ts';
import { nasty, sampleEvents, sampleSource } from './sample-events.ts';

const folder = suiteFolder('audit-messages');
const schema = path.join(import.meta.dirname, 'audit-message.rng');
const at = new Date('2026-11-30T10:00:00.000Z');
const xmlOf = (event: AuditEvent): string => auditXml(messageOf(event, at, sampleSource), sampleSource);

/** What an XPath gives, by a real XML parser. */
function xpath(xml: string, expression: string): string {
  const file = path.join(folder, 'message.xml');
  writeFileSync(file, xml);
  return execFileSync('xmllint', ['--xpath', expression, file], { encoding: 'utf8' }).replace(/\n$/, '');
}

function schemaErrors(xml: string): string | undefined {
  const file = path.join(folder, 'checked.xml');
  writeFileSync(file, xml);
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--relaxng', schema, file], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stderr;
}

describe('an audit message', { skip: needs('xmllint') }, () => {
  for (const kind of auditEventKinds) {
    test(`of ${kind} is valid by the schema`, () => {
      const xml = xmlOf(sampleEvents[kind]);
      assert.equal(schemaErrors(xml), undefined);
      assert.doesNotMatch(xml, /[\n\r]/, 'one line');
    });
  }
  test('that is not by the schema is found', () => {
    const xml = xmlOf(sampleEvents['signed-in']);
    assert.match(
      schemaErrors(xml.replace('EventOutcomeIndicator="0"', 'EventOutcomeIndicator="1"')) ?? '',
      /fails/,
    );
    assert.match(schemaErrors(xml.replace(/<AuditSource.*$/, '</AuditMessage>')) ?? '', /fails/);
    assert.match(schemaErrors(xml.replace('csd-code="110114"', '')) ?? '', /fails/);
  });
  test('carries texts of clients unchanged, as far as XML can', () => {
    const xml = xmlOf(sampleEvents['film-exported']);
    const name = xpath(
      xml,
      'string(//ParticipantObjectIdentification[@ParticipantObjectTypeCode="1"]/ParticipantObjectName)',
    );
    assert.equal(name, nasty.replace(/\u0001./, '\ufffd\ufffd'));
    assert.equal(
      xpath(xmlOf(sampleEvents['sign-in-failed']), 'string(//ActiveParticipant[1]/@UserID)'),
      name,
    );
  });
});

describe('Export (A.5.3.4)', { skip: needs('xmllint') }, () => {
  const xml = xmlOf(sampleEvents['film-exported']);
  test('names the client, the printer, the medium and the outcome', () => {
    assert.equal(xpath(xml, 'string(//EventID/@csd-code)'), '110106');
    assert.equal(xpath(xml, 'string(//EventIdentification/@EventActionCode)'), 'R');
    assert.equal(xpath(xml, 'string(//EventIdentification/@EventOutcomeIndicator)'), '4');
    const source = '//ActiveParticipant[RoleIDCode/@csd-code="110153"][1]';
    assert.equal(xpath(xml, `string(${source}/@UserID)`), 'CT_1');
    assert.equal(xpath(xml, `string(${source}/@AlternativeUserID)`), 'AETITLES=CT_1');
    assert.equal(xpath(xml, `string(${source}/@NetworkAccessPointID)`), '192.0.2.4');
    assert.equal(xpath(xml, `string(${source}/@NetworkAccessPointTypeCode)`), '2');
    const media = '//ActiveParticipant[RoleIDCode/@csd-code="110154"]';
    assert.equal(xpath(xml, `string(${media}/@UserID)`), 'IMAGER at 192.0.2.9:104');
    assert.equal(xpath(xml, `string(${media}/@UserIsRequestor)`), 'false');
    assert.equal(xpath(xml, `string(${media}/MediaIdentifier/MediaType/@csd-code)`), '110010');
  });
  test('names each study and each patient once', () => {
    assert.equal(xpath(xml, 'count(//*[@ParticipantObjectTypeCodeRole="3"])'), '2');
    assert.equal(xpath(xml, 'count(//*[@ParticipantObjectTypeCodeRole="1"])'), '1');
    assert.equal(xpath(xml, 'string(//*[@ParticipantObjectID="1.2.3.4"]//Accession/@Number)'), 'A&1');
    assert.equal(xpath(xml, 'string(//Instance/@UID)'), '1.2.840.113619.2.1');
  });
  test('of paper and of a file have their media', () => {
    const { 'film-exported': event } = sampleEvents;
    assert.match(xmlOf({ ...event, medium: 'paper' }), /<MediaType csd-code="110038"/);
    assert.match(xmlOf({ ...event, medium: 'file' }), /<MediaType csd-code="110037"/);
    assert.match(xmlOf(sampleEvents['film-downloaded']), /<MediaType csd-code="110037"/);
  });
});

describe('DICOM Instances Accessed (A.5.3.6)', () => {
  test('is a message for each patient', () => {
    const event = {
      ...sampleEvents['film-viewed'],
      subjects: [
        { patientId: '1', studyInstanceUid: '1.2' },
        { patientId: '2' },
        { patientId: '1', studyInstanceUid: '1.3' },
      ],
    };
    assert.deepEqual(
      perPatient(event).map(({ subjects }) => subjects),
      [
        [
          { patientId: '1', studyInstanceUid: '1.2' },
          { patientId: '1', studyInstanceUid: '1.3' },
        ],
        [{ patientId: '2' }],
      ],
    );
  });
  test('has a study and a patient, also when none is known', () => {
    const xml = xmlOf(sampleEvents['film-viewed']);
    assert.match(
      xml,
      /ParticipantObjectID="not known" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3"/,
    );
    assert.match(
      xml,
      /ParticipantObjectID="not known" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"/,
    );
  });
});

test('the table of events has the codes of the messages', () => {
  for (const kind of auditEventKinds) {
    const { event } = messageOf(sampleEvents[kind], at, sampleSource);
    const row: EventRow = eventTable[kind];
    assert.equal(event.id, row.id, kind);
    for (const type of event.types) assert.ok(row.types.includes(type), kind);
    assert.equal(event.types.length === 0, row.types.length === 0, kind);
  }
});

test('event codes are those of PS3.16 CID 400 and 401', () => {
  const codes = auditEventKinds.map((kind) => {
    const { event } = messageOf(sampleEvents[kind], at, sampleSource);
    return `${kind} ${[event.id, ...event.types].map(({ code }) => code).join(' ')} ${event.outcome}`;
  });
  assert.deepEqual(codes, [
    'server-started 110100 110120 0',
    'server-stopped 110100 110121 0',
    'signed-in 110114 110122 0',
    'sign-in-failed 110114 110122 4',
    'signed-out 110114 110123 0',
    'user-changed 110113 110137 0',
    'request-refused 110113 110132 4',
    'association-refused 110113 110126 4',
    'certificate-problem 110113 110126 8',
    'config-changed 110113 110129 0',
    'film-exported 110106 4',
    'film-downloaded 110106 0',
    'film-viewed 110103 0',
    'audit-log-used 110101 0',
    'records-missing 110113 110133 8',
  ]);
});
