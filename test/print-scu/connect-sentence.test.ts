// Sentences for a failed association: a rejection names the setting to check, a connection closed by the peer says that TLS or
// a certificate may be required.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssociationFailure, AssociationRefusal } from '../../src/shared/errors/wire-failures.ts';
import { rejectionText } from '../../src/dicom/pdu/rejection.ts';
import { connectSentence } from '../../src/print-scu/connect-sentence.ts';

const address = { host: 'laser', port: 104, calledAeTitle: 'LASER', callingAeTitle: 'CT1' };
const refused = (reason: number, source = 1) =>
  connectSentence(
    new AssociationRefusal(rejectionText({ result: 1, source, reason }), { result: 1, source, reason }),
    address,
  );

test('a refusal says whose setting it is', () => {
  assert.match(refused(1), /\(1\/1\/1\); the printer may not accept this machine's address or certificate$/);
  assert.match(
    refused(3),
    /\(1\/1\/3\); we called as "CT1": the printer must allow that AE title, or call as one that it allows$/,
  );
  assert.match(
    refused(7),
    /\(1\/1\/7\); check the printer's AE title, "LASER" was called, and whether the printer accepts it from this client$/,
  );
  assert.match(refused(2), /\(1\/1\/2\)$/);
  assert.match(refused(1, 3), /\(1\/3\/1\)$/);
});

test('a peer that closes the connection may require TLS, or a certificate', () => {
  const lost = new AssociationFailure({ kind: 'lost', detail: 'the peer closed the connection' });
  assert.equal(
    connectSentence(lost, address),
    'laser port 104: the peer closed the connection before it answered; it may require TLS, or may not be a DICOM port',
  );
  assert.equal(
    connectSentence(lost, { ...address, tls: { credentials: {} } }),
    'laser port 104: the peer closed the connection before it answered; it may not accept our certificate, or may require one',
  );
});

test('a timeout is reported with what was awaited', () => {
  const after = (what: string) =>
    connectSentence(new AssociationFailure({ kind: 'lost', detail: `${what} within 20 s` }), address);
  assert.equal(
    after('laser port 104 did not accept the connection'),
    'laser port 104 did not accept the connection within 20 s; check the address and the network',
  );
  assert.equal(
    after('laser port 104 did not finish the TLS handshake'),
    'laser port 104 did not finish the TLS handshake within 20 s; it may not offer TLS there',
  );
  assert.equal(
    after('LASER did not answer the association request'),
    'LASER did not answer the association request within 20 s on laser port 104; it may require TLS, or may not be a DICOM port',
  );
});
