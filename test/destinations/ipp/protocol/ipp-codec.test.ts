// The codec compared with another implementation: both decode the recorded answers of real printers to the same values, and the
// other one decodes our requests.
import ipp from '@sealsystems/ipp';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readGroups, writeGroup } from '../../../../src/destinations/ipp/protocol/ipp-codec.ts';
import {
  encodeRequest,
  type AttributeValues,
} from '../../../../src/destinations/ipp/protocol/ipp-message.ts';
import { checkedMessage } from '../../../../src/destinations/ipp/protocol/message-check.ts';
import { printerAnswers } from '../../../support/printer-answers.ts';
import { answerOf } from '../../../support/ipp-bytes.ts';

/** The other implementation does not decode dates, and has names for other enums. */
const comparable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (one instanceof Date ? '' : one)));

describe('answers of real printers', () => {
  for (const { name, tagged } of printerAnswers()) {
    test(name, () => {
      const withoutEnums = Object.fromEntries(
        Object.entries(tagged).filter(([, values]) => !JSON.stringify(values).includes('"enum"')),
      );
      const bytes = checkedMessage(answerOf(withoutEnums));
      const groups = readGroups(bytes);
      const other = ipp.parse(bytes) as Readonly<Record<string, unknown>>;
      assert.deepEqual(comparable(groups[0]?.values), comparable(other['printer-attributes-tag']));
      assert.ok(Object.keys(groups[0]?.values ?? {}).length > 3);
    });
  }
});

test('another implementation decodes our requests to the same values', () => {
  const attributes: AttributeValues = {
    'job-name': 'Hardcopy 42 Büro',
    'requesting-user-name': 'hardcopy',
    'document-format': 'application/pdf',
    'ipp-attribute-fidelity': false,
    'requested-attributes': ['job-id', 'job-state'],
  };
  const job: AttributeValues = {
    copies: 3,
    sides: 'one-sided',
    'print-quality': 'high',
    'output-bin': 'Fach 1',
    'media-col': {
      'media-size': { 'x-dimension': 35_560, 'y-dimension': 43_180 },
      'media-source': 'tray-1',
    },
  };
  const bytes = encodeRequest(
    { operation: 'Print-Job', attributes, job },
    { version: '1.1', printerUri: 'ipp://printer/ipp/print', requestId: 7 },
  );
  const read = ipp.parse(bytes) as Readonly<Record<string, unknown>>;
  assert.deepEqual([read.version, read.operation, read.id], ['1.1', 'Print-Job', 7]);
  assert.deepEqual(read['operation-attributes-tag'], {
    'attributes-charset': 'utf-8',
    'attributes-natural-language': 'en',
    'printer-uri': 'ipp://printer/ipp/print',
    ...attributes,
  });
  assert.deepEqual(read['job-attributes-tag'], job);
});

test('encodes a value that is not a keyword as a name; an attribute outside the table is a defect', () => {
  assert.equal(writeGroup('job', { 'output-bin': 'Fach 1' })[1], 0x42);
  assert.equal(writeGroup('job', { media: 'custom_film_200x300mm' })[1], 0x44);
  assert.throws(() => writeGroup('job', { 'job-hold-until': 'night' }), /job-hold-until cannot be written/);
  assert.throws(() => writeGroup('job', { copies: '3' }), /copies cannot be written as string/);
  assert.throws(() => writeGroup('job', { 'print-quality': 'best' }), /print-quality has no value best/);
});
