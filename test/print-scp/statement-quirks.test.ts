// Behavior that the conformance statements of real clients describe, one test each, named by its number: the client's behavior
// scripted, our answer asserted, the film printed. Complaints are in quirk-dialogues.test.ts and quirk-films.test.ts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { shippedRules } from '../../src/print-scp/clients/client-profiles.ts';
import { associateRequest, printAcceptor } from '../support/print-acceptor.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf, type Answer } from '../support/print-client.ts';
import { readPdus } from '../support/read-pdus.ts';
import { releaseRq } from '../support/wire-bytes.ts';
import {
  withPrintJob,
  pixels,
  image,
  printed,
  shadesOf,
  hex,
  createRq,
  getRq,
  printOverWire,
} from './quirk-client.ts';

const {
  BasicAnnotationBox,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  BasicGrayscalePrintManagementMeta: grayMeta,
  BasicColorPrintManagementMeta: colorMeta,
  PresentationLut,
  PrintJob,
  Printer,
  Verification,
} = sopClasses;
const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

describe('conformance statements', () => {
  test('GE Signa: PDUs of 10 KB, zero lengths, densities 0 to 4095, slash in the format; a WARNING never reaches it', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    spool.printerStatus = { status: 'FAILURE', info: 'SUPPLY EMPTY' };
    const { client } = await associate({
      callingAeTitle: 'LINUX_DCP',
      contexts: [[grayMeta, implicitLittle]],
      maxPduLength: 10_240,
    });
    const status = await client.request(getRq(Printer, sopInstances.Printer));
    assert.equal(status.dataSet.string('PrinterStatus'), 'WARNING');
    assert.equal(status.dataSet.string('PrinterStatusInfo'), 'SUPPLY LOW');
    const session = await client.request(
      createRq(BasicFilmSession, true),
      dataSetOf({ FilmSessionLabel: 'Sdc_DICOM_PRINT', MemoryAllocation: '' }),
    );
    assert.ok(session.command.kind === 'N-CREATE-RSP');
    assert.equal(session.command.status, 0x0000);
    const { created, action } = await printOverWire(client, {
      ImageDisplayFormat: 'STANDARD/1,1',
      FilmSizeID: '',
      MinDensity: 0,
      MaxDensity: 4095,
    });
    assert.ok(created.command.kind === 'N-CREATE-RSP' && action.command.kind === 'N-ACTION-RSP');
    assert.deepEqual([created.command.status, action.command.status], [0x0000, 0x0000]);
    assert.ok(created.maxPduLength <= 10_240);
    const { request, film } = printed(spool);
    assert.deepEqual([film.minDensity, film.maxDensity], [20, 320]);
    assert.equal(request.sessionLabel, 'Sdc_DICOM_PRINT');
    assert.equal(request.clientProfile, 'ge-signa');
    assert.deepEqual(
      request.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
      [
        ['MaxDensity', '4095', '320'],
        ['MinDensity', '0', '20'],
      ],
    );
  });

  test('Agfa workstation: 16-bit sheets of STANDARD\\1,1, printed by the film session, one job', async () => {
    const client = new PrintClient({ abstractSyntaxes: withPrintJob, profile: 'agfa' });
    const session = await client.session({ NumberOfCopies: '2' });
    for (let sheet = 0; sheet < 3; sheet += 1) {
      const filmBox = await client.filmBox();
      const set = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
        ImageBoxPosition: 1,
        BasicGrayscaleImageSequence: [
          grayImage(2, 2, Uint8Array.of(0, sheet, 0, 1, 0, 2, 255, 255), {
            BitsAllocated: 16,
            BitsStored: 16,
            HighBit: 15,
          }),
        ],
        // Beyond the standard, from its statement.
        PatientSex: 'O',
      });
      assert.equal(set.status, 0x0000);
    }
    assert.equal((await client.action(BasicFilmSession, session)).status, 0x0000);
    await client.close();
    assert.equal(client.spool.accepted.length, 1);
    assert.equal(client.spool.accepted[0]?.films.length, 3);
    assert.equal(client.spool.accepted[0].copies, 2);
  });

  test('PS3.2 annex B: a client that aborts on every status it does not list gets Success', async () => {
    const client = new PrintClient({ profile: 'silent' });
    const answers: Answer[] = [
      await client.create(BasicFilmSession, { NumberOfCopies: '1000', MediumType: 'BLUE FILM' }),
    ];
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      FilmSizeID: '85INX11IN',
      MaxDensity: 9999,
    });
    answers.push(film, await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0] ?? '', image(1)));
    answers.push(await client.action(BasicFilmBox, uidOf(film)));
    assert.deepEqual(hex(answers), ['0000', '0000', '0000', '0000']);
    await client.close();
    assert.equal(printed(client.spool).film.filmSizeId, '8_5INX11IN');
  });

  test('PS3.4 H.4.9: a presentation LUT that was deleted lives on, and prints, while a box refers to it', async () => {
    const client = new PrintClient();
    const lut = uidOf(await client.create(PresentationLut, { PresentationLUTShape: 'LIN OD' }));
    const reference = [dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: lut })];
    await client.session();
    const filmBox = await client.filmBox({
      ReferencedPresentationLUTSequence: reference,
      Illumination: 3000,
      ReflectedAmbientLight: 12,
    });
    assert.equal((await client.remove(PresentationLut, lut)).status, 0x0000);
    await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
    await client.action(BasicFilmBox, filmBox.uid);
    const again = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      ReferencedPresentationLUTSequence: reference,
    });
    assert.equal(again.status, 0x0000);
    await client.close();
    const { film } = printed(client.spool);
    assert.equal(film.images[0]?.presentationLut.kind, 'LIN OD');
    assert.deepEqual([film.illumination, film.reflectedAmbientLight], [3000, 12]);
  });

  for (const maxPduLength of [10_240, 16_384, 16_378, 32_768, 65_542, 116_794, 262_144, 0]) {
    for (const syntax of [implicitLittle, explicitBig]) {
      test(`PDUs of ${maxPduLength}, ${syntax === explicitBig ? 'explicit big' : 'implicit little'} endian only: it prints`, async (t) => {
        const { associate, spool } = await printAcceptor(t);
        const { client, accepted } = await associate(
          { contexts: [[grayMeta, syntax]], maxPduLength },
          syntax,
        );
        assert.deepEqual(
          accepted.contexts.map(({ transferSyntax }) => transferSyntax),
          [syntax],
        );
        await client.request(createRq(BasicFilmSession));
        // A grid of many boxes, so that its answer passes the smaller PDUs.
        const { created } = await printOverWire(client, { ImageDisplayFormat: 'STANDARD\\8,8' });
        assert.equal(created.dataSet.items('ReferencedImageBoxSequence').length, 64);
        if (maxPduLength > 0) assert.ok(created.maxPduLength <= maxPduLength);
        const { film } = printed(spool);
        assert.deepEqual(shadesOf(spool, film), [[1, 7]]);
      });
    }
  }

  test('CTN print_client aborts without (0000,0002): class and instance are in every response; nothing comes unasked', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const { client } = await associate({
      contexts: [
        [grayMeta, implicitLittle],
        [PrintJob, implicitLittle],
      ],
      implementationClassUid: '1.2.840.113654.2.3.1995.3.0.6',
      implementationVersionName: 'MIRCTN11MAR2003',
    });
    const session = await client.request(createRq(BasicFilmSession));
    const { created, set, action } = await printOverWire(client);
    const refused = await client.request(getRq(PrintJob, '1.2.3'));
    for (const { command } of [session, created, set, action, refused]) {
      assert.ok('status' in command);
      assert.ok(command.affectedSopClassUid !== undefined && command.affectedSopInstanceUid !== undefined);
    }
    // Had there been an event, it would have been what came next.
    assert.ok(refused.command.kind === 'N-GET-RSP');
    assert.equal(printed(spool).request.clientProfile, 'ctn');
  });

  test('pynetdicom’s documented example prints: SOMEWHERE, PAPER, A4, no memory, the image in the wrong sequence', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const { client } = await associate({
      contexts: [[grayMeta, implicitLittle]],
      implementationVersionName: 'PYNETDICOM_210',
    });
    const session = await client.request(
      createRq(BasicFilmSession, true),
      dataSetOf({
        NumberOfCopies: '1',
        PrintPriority: 'LOW',
        MediumType: 'PAPER',
        FilmDestination: 'SOMEWHERE',
        FilmSessionLabel: 'TEST JOB',
        MemoryAllocation: '',
        OwnerID: 'PYNETDICOM',
      }),
    );
    assert.ok('status' in session.command);
    assert.equal(session.command.status, 0x0000, 'the destination is one of ours, which no film shows');
    const created = await client.request(
      createRq(BasicFilmBox),
      dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1', FilmOrientation: 'PORTRAIT', FilmSizeID: 'A4' }),
    );
    const [box] = created.dataSet.items('ReferencedImageBoxSequence');
    const set = await client.request(
      {
        kind: 'N-SET-RQ',
        messageId: 5,
        requestedSopClassUid: BasicGrayscaleImageBox,
        requestedSopInstanceUid: box?.string('ReferencedSOPInstanceUID') ?? '',
        hasDataSet: true,
      },
      dataSetOf({ ImageBoxPosition: 1, ReferencedImageBoxSequence: [grayImage(2, 2, pixels(7))] }),
    );
    assert.ok('status' in set.command);
    assert.equal(set.command.status, 0x0000);
    const action = await client.request({
      kind: 'N-ACTION-RQ',
      messageId: 6,
      requestedSopClassUid: BasicFilmBox,
      actionTypeId: 1,
      hasDataSet: false,
    });
    assert.ok('status' in action.command);
    assert.equal(action.command.status, 0x0000);
    const { request, film } = printed(spool);
    assert.deepEqual(shadesOf(spool, film), [[1, 7]]);
    assert.equal(film.filmSizeId, 'A4');
    assert.equal(request.clientProfile, 'pynetdicom');
    assert.equal(request.filmDestination, 'CURRENT');
  });

  test('MIM: verification first, implicit VR only, everything but Success is shown to its user', async () => {
    const client = new PrintClient({
      profile: 'mim',
      transferSyntax: implicitLittle,
      abstractSyntaxes: [grayMeta, Verification],
    });
    const echo = await client.request({ kind: 'C-ECHO-RQ', affectedSopClassUid: Verification }, undefined, 3);
    const session = await client.create(BasicFilmSession, { NumberOfCopies: '0', PrintPriority: 'URGENT' });
    const film = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      MagnificationType: 'BEST',
    });
    const set = await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0] ?? '', image(1));
    const action = await client.action(BasicFilmBox, uidOf(film));
    assert.deepEqual(hex([echo, session, film, set, action]), ['0000', '0000', '0000', '0000', '0000']);
    await client.close();
    printed(client.spool);
  });

  test('XrayVision DCV proposes every print class, explicit big endian among the syntaxes', async (t) => {
    const { connected } = await printAcceptor(t);
    const peer = await connected();
    const classes = Array.from({ length: 40 }, (_, index) => `1.2.840.10008.5.1.1.${index + 1}`);
    peer.send(
      associateRequest({
        contexts: classes.map((uid) => [uid, explicitBig, explicitLittle, implicitLittle] as const),
      }),
    );
    const [accepted] = readPdus(await peer.receive());
    assert.ok(accepted?.kind === 'A-ASSOCIATE-AC');
    const agreed = accepted.contexts
      .filter(({ result }) => result === 0)
      .map(({ id }) => classes[(id - 1) / 2]);
    for (const uid of [grayMeta, colorMeta, PresentationLut, PrintJob, Printer, BasicAnnotationBox]) {
      assert.ok(agreed.includes(uid), uid);
    }
    // An unsupported class is refused individually: abstract syntax not supported, and the association continues.
    assert.equal(
      accepted.contexts.find(({ id }) => classes[(id - 1) / 2] === '1.2.840.10008.5.1.1.3')?.result,
      3,
    );
    peer.send(releaseRq);
    assert.equal((await peer.receive())[0], 0x06);
  });

  test('a profile is matched only by what its client is known to announce', () => {
    assert.deepEqual(
      shippedRules.map(({ match, profile }) => [profile.name, match]),
      [
        ['ge-signa', { callingAeTitle: 'LINUX_DCP' }],
        ['ctn', { implementationVersionName: 'MIRCTN*' }],
        ['pynetdicom', { implementationVersionName: 'PYNETDICOM_*' }],
      ],
    );
  });
});
