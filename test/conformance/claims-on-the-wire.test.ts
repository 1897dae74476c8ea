// Claims of the conformance statement about associations, compared with a real server of the same configuration: transfer
// syntaxes, contexts, roles, windows, PDU lengths, numbers of associations, timeouts, error comments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssociationRefusal } from '../../src/shared/errors/wire-failures.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import { commandPdu, dataPdu, requestorOptions } from '../support/associations.ts';
import { open } from '../support/network-print.ts';
import { readPdus } from '../support/read-pdus.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { associated, statedServer } from '../support/stated-server.ts';

const { explicitLittle, implicitLittle, explicitBig } = transferSyntaxes;
const every = [implicitLittle, explicitBig, explicitLittle];
const meta = sopClasses.BasicGrayscalePrintManagementMeta;

/** Every non-empty set of transfer syntaxes. */
const choices = [1, 2, 3, 4, 5, 6, 7].map((bits) => every.filter((_, index) => (bits >> index) % 2 === 1));

test('every listener and access rule accepts the transfer syntaxes of its row, in its order', async (t) => {
  const { ports, rows } = await statedServer(
    t,
    [
      'dicom:',
      '  host: 127.0.0.1',
      '  transferSyntaxes: [implicit-little, explicit-little]',
      '  listeners:',
      '    - { host: 127.0.0.1, port: 0, transferSyntaxes: [explicit-big, implicit-little] }',
      '    - { host: 127.0.0.1, port: 0, transferSyntaxes: [explicit-little] }',
      '    - { host: 127.0.0.1, port: 0 }',
      'access:',
      '  - { name: old, callingAeTitles: OLD, transferSyntaxes: [explicit-big] }',
      '  - {}',
    ].join('\n'),
  );
  const listed = rows('Transfer syntaxes by listener and client').map(([where = '', , uids = '']) => ({
    where,
    uids: uids.split('; '),
  }));
  assert.deepEqual(
    listed.map(({ uids }) => uids),
    [
      [implicitLittle, explicitLittle],
      [explicitBig, implicitLittle],
      [explicitLittle],
      [implicitLittle, explicitLittle],
      [explicitBig],
    ],
  );
  assert.match(listed.at(-1)?.where ?? '', /^Access rule old/);
  assert.equal(ports.length, 4);
  const contexts = choices.map((chosen) => ({
    abstractSyntax: sopClasses.Verification,
    transferSyntaxes: chosen,
  }));
  for (const [index, port] of ports.entries()) {
    const clients = [
      ['CT1', listed[index]?.uids],
      ['OLD', listed.at(-1)?.uids],
    ] as const;
    for (const [callingAeTitle, accepted = []] of clients) {
      const { peer, ac } = await associated(t, port, { callingAeTitle, contexts });
      peer.end();
      const expected = choices.map((chosen) => accepted.find((uid) => chosen.some((one) => one === uid)));
      assert.deepEqual(
        ac.contexts.map(({ result, transferSyntax }) => (result === 0 ? transferSyntax : result)),
        expected.map((uid) => uid ?? 4),
        `${callingAeTitle} on listener ${index}`,
      );
    }
  }
});

test('contexts, roles, windows and extended negotiation are answered as stated', async (t) => {
  const config =
    'printers: [{ aeTitle: ALL }, { aeTitle: FEW, retiredClasses: false, storedPrint: false }]\n';
  const { server, tables, value } = await statedServer(t, config);
  const accepted = tables.filter(({ title }) => title.endsWith(': Accepted presentation contexts'));
  assert.equal(accepted.length, 2);
  const known = Object.values(sopClasses);
  const others = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.31'];
  for (const [index, calledAeTitle] of ['ALL', 'FEW'].entries()) {
    const { peer, ac } = await associated(t, server.dicomPort, {
      calledAeTitle,
      contexts: [
        ...[...known, ...others].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: every })),
        { abstractSyntax: meta, transferSyntaxes: ['1.2.840.10008.1.2.4.50'] },
      ],
      userInformation: {
        asyncOperationsWindow: { invoked: 0, performed: 8 },
        roleSelections: [
          { sopClassUid: meta, scu: true, scp: true },
          { sopClassUid: sopClasses.Verification, scu: false, scp: true },
        ],
        sopClassExtended: [{ sopClassUid: meta, information: Uint8Array.of(1) }],
        userIdentity: {
          type: 1,
          positiveResponseRequested: true,
          primaryField: Uint8Array.of(0x41),
          secondaryField: new Uint8Array(0),
        },
      },
    });
    peer.end();
    const listed = new Set(accepted[index]?.rows.map((row) => row[1]));
    assert.deepEqual(
      ac.contexts.map(({ result }) => result),
      [...known.map((uid) => (listed.has(uid) ? 0 : 3)), 0, 3, 4],
      calledAeTitle,
    );
    const { asyncOperationsWindow, roleSelections, ...information } = ac.userInformation;
    assert.deepEqual(asyncOperationsWindow, { invoked: 1, performed: 1 });
    assert.deepEqual(roleSelections, [{ sopClassUid: meta, scu: true, scp: false }]);
    assert.deepEqual(information.sopClassExtended, []);
    assert.equal(information.userIdentityResponse, undefined);
    const identity = 'DICOM implementation class and version';
    assert.deepEqual(
      [information.implementationClassUid, information.implementationVersionName],
      [value(identity, 'Implementation Class UID'), value(identity, 'Implementation Version Name')],
    );
    const longest = value('Values in force', 'dicom.maxPduLength (maximum length of received PDUs)');
    assert.equal(`${information.maxPduLength ?? ''} bytes`, longest);
  }
});

test('accepts as many associations as stated for all printers and listeners; one more is 2/3/2', async (t) => {
  const { ports, rows, text } = await statedServer(
    t,
    [
      'dicom: { host: 127.0.0.1, maxAssociations: 3, listeners: [{ host: 127.0.0.1, port: 0 }] }',
      'printers: [{ aeTitle: A }, { aeTitle: B }]',
    ].join('\n'),
  );
  const [most] = rows('Number of associations as an acceptor');
  const call = (port: number, calledAeTitle: string) =>
    connect(requestorOptions(ports[port] ?? 0, { calledAeTitle }));
  const all = [await call(0, 'A'), await call(1, 'B'), await call(1, 'A')];
  assert.equal(String(all.length), most?.[1]);
  for (const [port, called] of [
    [0, 'A'],
    [0, 'B'],
    [1, 'B'],
  ] as const) {
    await assert.rejects(call(port, called), (error: unknown) => {
      assert.ok(error instanceof AssociationRefusal);
      assert.deepEqual([error.result, error.source, error.reason], [2, 3, 2]);
      return true;
    });
  }
  assert.match(text, /2 – rejected-transient \| 3 – [^|]+ \| 2 – local limit exceeded/);
  await all[1]?.release();
  const again = await call(0, 'B');
  for (const association of [all[0], all[2], again]) await association?.release();
});

test('sends no PDU longer than the peer accepts or than stated', async (t) => {
  const { server, value } = await statedServer(t, 'dicom: { maxPduSent: 4096 }\n');
  assert.equal(value('Values in force', 'dicom.maxPduSent (maximum length of sent PDUs)'), '4096 bytes');
  const session = { messageId: 1, affectedSopClassUid: sopClasses.BasicFilmSession };
  const film = { messageId: 2, affectedSopClassUid: sopClasses.BasicFilmBox };
  const uid = '1.2.3';
  const reference = dataSetOf({
    ReferencedSOPClassUID: sopClasses.BasicFilmSession,
    ReferencedSOPInstanceUID: uid,
  });
  const grid = dataSetOf({
    ImageDisplayFormat: 'STANDARD\\16,16',
    ReferencedFilmSessionSequence: [reference],
  });
  for (const [taken, longest] of [
    [131_072, 4096],
    [1024, 1024],
    [0, 4096],
  ] as const) {
    const { peer } = await associated(t, server.dicomPort, {
      contexts: [{ abstractSyntax: meta, transferSyntaxes: [explicitLittle] }],
      userInformation: { maxPduLength: taken },
    });
    peer.send(
      commandPdu({ ...session, kind: 'N-CREATE-RQ', affectedSopInstanceUid: uid, hasDataSet: false }),
      commandPdu({ ...film, kind: 'N-CREATE-RQ', hasDataSet: true }),
      dataPdu(encodeDataSet(grid, explicitLittle), true),
    );
    const lengths: number[] = [];
    for (let ends = 0; ends < 2;) {
      const pdu = await peer.receive();
      lengths.push(pdu.readUInt32BE(2));
      // A response ends with the last fragment of its data set; both have one.
      for (const part of readPdus(pdu)) if (part.kind === 'pdv' && !part.isCommand && part.isLast) ends += 1;
    }
    peer.end();
    assert.ok(lengths.length > 4, `${lengths.length} PDUs`);
    assert.ok(Math.max(...lengths) <= longest, `${Math.max(...lengths)} bytes to a peer that takes ${taken}`);
    assert.ok(Math.max(...lengths) > longest - 16, 'PDUs are filled');
  }
});

test('aborts a silent client, and closes a connection without a request, after the stated times', async (t) => {
  const { server, rows } = await statedServer(t, 'dicom: { timeouts: { idle: 0.4, artim: 0.3 } }\n');
  const failures = new Map(rows('Communication failures').map(([what, then]) => [what, then]));
  assert.match(failures.get('No message (after 0.4 s)') ?? '', /aborted with A-ABORT/);
  const unasked = 'No association request, or no close of the connection after the association (after 0.3 s)';
  assert.equal(failures.get(unasked), 'The connection is closed.');
  const mute = await ScriptedPeer.connect(server.dicomPort);
  t.after(() => mute.socket.destroy());
  await assert.rejects(mute.receive(), /the connection closed after nothing/);
  const { peer } = await associated(t, server.dicomPort, {
    contexts: [{ abstractSyntax: sopClasses.Verification, transferSyntaxes: [implicitLittle] }],
  });
  assert.deepEqual(readPdus(await peer.receive()), [{ kind: 'A-ABORT', source: 2, reason: 0 }]);
});

test('every failure names its class and describes in ASCII what was found', async (t) => {
  const { server } = await statedServer(t, '');
  const { client, association } = await open(server.dicomPort);
  const unknown = { requestedSopInstanceUid: '1.2.3' };
  const answers = [
    await client.request(1, { kind: 'N-GET-RQ', requestedSopClassUid: sopClasses.Printer, ...unknown }),
    await client.request(1, { kind: 'N-GET-RQ', requestedSopClassUid: '1.2.840.10008.9', ...unknown }),
    await client.request(1, { kind: 'N-GET-RQ', requestedSopClassUid: meta, ...unknown }),
    await client.request(1, {
      kind: 'N-DELETE-RQ',
      requestedSopClassUid: sopClasses.BasicFilmBox,
      ...unknown,
    }),
    await client.request(
      1,
      { kind: 'N-SET-RQ', requestedSopClassUid: sopClasses.BasicGrayscaleImageBox, ...unknown },
      dataSetOf({ ImageBoxPosition: 1 }),
    ),
    await client.request(1, {
      kind: 'N-ACTION-RQ',
      requestedSopClassUid: sopClasses.BasicFilmSession,
      actionTypeId: 1,
      ...unknown,
    }),
    await client.request(
      1,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmBox },
      dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' }),
    ),
    await client.request(
      3,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.PresentationLut },
      dataSetOf({ PresentationLUTShape: 'ÄHNLICH' }),
    ),
  ];
  await association.release();
  for (const { command } of answers) {
    const { kind, status, errorComment = '', affectedSopClassUid = '' } = command;
    assert.ok(status !== 0 && status >> 12 !== 0xb && ![0x0107, 0x0116].includes(status), kind);
    assert.match(errorComment, /^[\x20-\x7e]{4,64}$/, `${kind} ${status.toString(16)}`);
    assert.notEqual(affectedSopClassUid, '', kind);
  }
  assert.deepEqual(
    answers.map(({ command }) => command.status.toString(16)),
    ['112', '118', '118', '112', '112', '112', '120', '106'],
  );
});
