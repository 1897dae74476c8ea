// What real clients do in their dialogue with a printer, one test each, named by its number in the list of public complaints
// that the server was built against: the client's behavior is scripted, the answers are asserted, the film is printed. Raw
// sockets send where bytes matter; other tests call the Print SCP directly.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sopClasses, sopInstances, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import {
  commandElement,
  commandSet,
  printAcceptor,
  word,
  type Announcement,
} from '../support/print-acceptor.ts';
import { imageBoxUids, MemorySpool, PrintClient, uidOf } from '../support/print-client.ts';
import { item, releaseRq } from '../support/wire-bytes.ts';
import {
  withPrintJob,
  image,
  composed,
  printed,
  shadesOf,
  hex,
  createRq,
  getRq,
  composeOverWire,
  printOverWire,
} from './quirk-client.ts';

const {
  BasicAnnotationBox,
  BasicFilmBox,
  BasicFilmSession,
  BasicGrayscaleImageBox,
  BasicGrayscalePrintManagementMeta: grayMeta,
  PresentationLut,
  PrintJob,
  Printer,
  Verification,
} = sopClasses;
const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;

describe('public complaints about dialogues', () => {
  test('1: Agfa NX wants one well-formed job reference, or none at all', async () => {
    const { client, filmBox } = await composed();
    const answer = await client.action(BasicFilmBox, filmBox.uid);
    const items = answer.dataSet.items('ReferencedPrintJobSequence');
    assert.deepEqual(
      items.map((one) => [...one].map((element) => element.tag)),
      [[0x00081150, 0x00081155]],
    );
    await client.close();
    printed(client.spool);

    const without = await composed({ abstractSyntaxes: [grayMeta] });
    const plain = await without.client.action(BasicFilmBox, without.filmBox.uid);
    assert.deepEqual([plain.status, plain.command.hasDataSet], [0x0000, false]);
    await without.client.close();

    const agfa = await composed({ profile: 'agfa' });
    const status = await agfa.client.action(BasicFilmBox, agfa.filmBox.uid);
    assert.deepEqual([status.status, status.command.hasDataSet], [0x0000, false]);
    await agfa.client.close();
    printed(agfa.client.spool);
  });

  test('2: Agfa NX retries after a warning or a lost answer: no warnings, and one film', async () => {
    const spool = new MemorySpool();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { client, filmBox } = await composed(
        { profile: 'agfa', spool },
        { MagnificationType: 'SHARP', FilmSizeID: 'SMALL' },
      );
      assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
      // The client never sees the answer, and begins again.
      await client.lose();
    }
    const { request } = printed(spool);
    assert.deepEqual(
      request.substitutions.map(({ attribute }) => attribute),
      ['FilmSizeID', 'MagnificationType'],
    );
  });

  test('3: Carestream PACS shows "printing" until Done: one Done when it is safe, one with a deadline for others', async () => {
    const carestream = await composed({ profile: 'carestream' });
    await carestream.client.action(BasicFilmBox, carestream.filmBox.uid);
    assert.deepEqual(await carestream.client.eventTypes(1), [3]);
    await carestream.client.close();
    printed(carestream.client.spool);

    const other = await composed({ settings: { doneWithinSeconds: 0.01 } });
    await other.client.action(BasicFilmBox, other.filmBox.uid);
    assert.deepEqual(await other.client.eventTypes(2), [1, 3]);
    await other.client.close();
  });

  test('4: gives a film session a UID when it has none, or only padding', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    for (const uid of [undefined, Buffer.alloc(0), Buffer.alloc(2), Buffer.alloc(64), Buffer.from('  ')]) {
      const { client } = await associate({
        contexts: [[grayMeta, implicitLittle]],
      });
      const created = await client.request(
        commandSet(
          commandElement(0x0002, Buffer.from(BasicFilmSession)),
          commandElement(0x0100, word(0x0140)),
          commandElement(0x0110, word(1)),
          commandElement(0x0800, word(0x0101)),
          ...(uid ? [commandElement(0x1000, uid)] : []),
        ),
      );
      assert.ok(created.command.kind === 'N-CREATE-RSP');
      assert.equal(created.command.status, 0x0000);
      assert.match(created.command.affectedSopInstanceUid ?? '', /^2\.25\.\d+$/);
      await printOverWire(client);
      client.peer.send(releaseRq);
      assert.equal((await client.peer.receive())[0], 0x06);
      client.peer.end();
    }
    assert.equal(spool.accepted.length, 5);
  });

  test('5: Fuji FCR and ClearCanvas name no instance in N-ACTION: the last film box', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const { client } = await associate({
      contexts: [[grayMeta, implicitLittle]],
    });
    await client.request(createRq(BasicFilmSession));
    const { filmBox } = await composeOverWire(client);
    for (const uid of [undefined, Buffer.alloc(2)]) {
      const answer = await client.request(
        commandSet(
          commandElement(0x0003, Buffer.from(BasicFilmBox)),
          commandElement(0x0100, word(0x0130)),
          commandElement(0x0110, word(9)),
          commandElement(0x0800, word(0x0101)),
          ...(uid ? [commandElement(0x1001, uid)] : []),
          commandElement(0x1008, word(1)),
        ),
      );
      assert.ok(answer.command.kind === 'N-ACTION-RSP');
      assert.equal(answer.command.status, 0x0000);
      assert.equal(answer.command.affectedSopInstanceUid, filmBox);
    }
    assert.equal(spool.accepted.length, 2);
    // Twice by an instruction of its own each time: both print.
    assert.deepEqual(
      spool.accepted.map((request) => request.films[0]?.sopInstanceUid),
      [filmBox, filmBox],
    );
  });

  test('6: NMI needs a data set in N-CREATE-RSP: every attribute with the value that is used', async () => {
    const client = new PrintClient({ abstractSyntaxes: withPrintJob });
    const session = await client.create(BasicFilmSession, {});
    assert.equal(session.dataSet.number('NumberOfCopies'), 1);
    assert.equal(session.dataSet.string('PrintPriority'), 'LOW');
    assert.equal(session.dataSet.string('MediumType'), 'CURRENT');
    assert.equal(session.dataSet.string('FilmDestination'), 'CURRENT');
    const film = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
    for (const [keyword, value] of [
      ['FilmOrientation', 'PORTRAIT'],
      ['FilmSizeID', '14INX17IN'],
      ['MagnificationType', 'CUBIC'],
      ['BorderDensity', 'BLACK'],
      ['EmptyImageDensity', 'BLACK'],
      ['Trim', 'NO'],
    ] as const) {
      assert.equal(film.dataSet.string(keyword), value);
    }
    await client.set(BasicGrayscaleImageBox, imageBoxUids(film)[0] ?? '', image(1));
    assert.equal((await client.action(BasicFilmBox, uidOf(film))).status, 0x0000);
    await client.close();
    printed(client.spool);
  });

  test('7: a film box without reference to its session belongs to the only one', async () => {
    const { client, filmBox } = await composed();
    const created = await client.create(BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
    assert.equal(created.status, 0x0000);
    assert.equal(created.dataSet.items('ReferencedFilmSessionSequence').length, 1);
    assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
    await client.close();
    printed(client.spool);
  });

  test('8: Meta and single classes, and any class on any print context', async () => {
    const single = new PrintClient({
      abstractSyntaxes: [Printer, BasicFilmSession, BasicFilmBox, BasicGrayscaleImageBox, PresentationLut],
    });
    await single.session();
    const filmBox = await single.filmBox();
    await single.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1));
    assert.equal((await single.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
    await single.close();
    printed(single.spool);

    const meta = new PrintClient({ abstractSyntaxes: [grayMeta] });
    const status = await meta.get(Printer, sopInstances.Printer);
    assert.deepEqual([status.status, status.dataSet.string('PrinterStatus')], [0x0000, 'NORMAL']);
    assert.equal((await meta.create(PresentationLut, { PresentationLUTShape: 'IDENTITY' })).status, 0x0000);
    await meta.close();
  });

  test('9: role selection is answered, and never requested: the echo of a DryView client works', async (t) => {
    const { associate } = await printAcceptor(t);
    const uid = Buffer.from(grayMeta);
    const role = item('54', Buffer.of(0, uid.length), uid, '01 00');
    for (const userItems of [[role], []]) {
      const { client, accepted } = await associate({
        contexts: [
          [Verification, implicitLittle],
          [grayMeta, implicitLittle],
        ],
        userItems,
      });
      const { roleSelections } = accepted.userInformation;
      assert.deepEqual(
        roleSelections,
        userItems.length === 0 ? [] : [{ sopClassUid: grayMeta, scu: true, scp: false }],
      );
      const echo = await client.request({
        kind: 'C-ECHO-RQ',
        messageId: 1,
        affectedSopClassUid: Verification,
        hasDataSet: false,
      });
      assert.ok(echo.command.kind === 'C-ECHO-RSP');
      assert.equal(echo.command.status, 0x0000);
    }
  });

  test('10: Siemens MR and Agfa: Presentation LUT, Annotation, Print Job, Verification, even Print Queue are accepted', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const classes = [
      grayMeta,
      PresentationLut,
      BasicAnnotationBox,
      PrintJob,
      Verification,
      '1.2.840.10008.5.1.1.26',
    ];
    const { client, accepted } = await associate(
      { contexts: classes.map((uid) => [uid, explicitBig, explicitLittle, implicitLittle] as const) },
      explicitLittle,
    );
    assert.deepEqual(
      accepted.contexts.map(({ result }) => result),
      classes.map(() => 0),
    );
    await client.request(createRq(BasicFilmSession));
    await printOverWire(client);
    printed(spool);
  });

  test('16: never an old job for a new one: associations share nothing, and a film is a snapshot', async () => {
    const spool = new MemorySpool();
    const first = await composed({ spool });
    await first.client.action(BasicFilmBox, first.filmBox.uid);
    const second = new PrintClient({ spool });
    // What the first association made is unknown to the second, whatever is asked of it.
    assert.deepEqual(
      hex([
        await second.action(BasicFilmBox, first.filmBox.uid),
        await second.action(BasicFilmBox, undefined),
        await second.set(BasicGrayscaleImageBox, first.filmBox.images[0] ?? '', image(1)),
      ]),
      ['0112', '0112', '0112'],
    );
    await second.session();
    const filmBox = await second.filmBox();
    await second.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', image(1, 42));
    await second.action(BasicFilmBox, filmBox.uid);
    await first.client.set(BasicGrayscaleImageBox, first.filmBox.images[0] ?? '', image(1, 99));
    for (const client of [first.client, second]) await client.close();
    const [older, newer] = spool.accepted;
    assert.ok(older?.films[0] && newer?.films[0]);
    assert.deepEqual(shadesOf(spool, older.films[0]), [[1, 0]]);
    assert.deepEqual(shadesOf(spool, newer.films[0]), [[1, 42]]);
  });

  test('17: events need no role negotiation, come on the Print Job context, and silence harms nothing', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const { client, accepted } = await associate({
      contexts: [
        [grayMeta, implicitLittle],
        [PrintJob, implicitLittle],
      ],
    });
    assert.deepEqual(accepted.userInformation.roleSelections, []);
    await client.request(createRq(BasicFilmSession));
    const { action } = await printOverWire(client);
    assert.ok(action.command.kind === 'N-ACTION-RSP');
    const event = await client.receive();
    assert.ok(event.command.kind === 'N-EVENT-REPORT-RQ');
    assert.deepEqual([event.command.affectedSopClassUid, event.command.eventTypeId], [PrintJob, 1]);
    assert.equal(event.dataSet.string('ExecutionStatusInfo'), 'QUEUED');
    // No answer to the event: the association continues, and ends as the client requests.
    const again = await client.request(getRq(Printer, sopInstances.Printer));
    assert.ok(again.command.kind === 'N-GET-RSP');
    assert.equal(again.command.status, 0x0000);
    client.peer.send(releaseRq);
    assert.equal((await client.peer.receive())[0], 0x06);
    printed(spool);
  });

  test('18: GE "LINUX_DCP" closes while we still talk: the job is not harmed', async (t) => {
    const { associate, spool } = await printAcceptor(t);
    const announcement: Announcement = {
      callingAeTitle: 'LINUX_DCP',
      contexts: [
        [grayMeta, implicitLittle],
        [PrintJob, implicitLittle],
      ],
    };
    for (const end of ['release', 'reset'] as const) {
      const { client } = await associate(announcement);
      await client.request(createRq(BasicFilmSession));
      const { filmBox } = await composeOverWire(client);
      // The end comes in the same breath as N-ACTION, before any answer can have arrived.
      client.send({
        kind: 'N-ACTION-RQ',
        messageId: 9,
        requestedSopClassUid: BasicFilmBox,
        requestedSopInstanceUid: filmBox,
        actionTypeId: 1,
        hasDataSet: false,
      });
      if (end === 'release') {
        client.peer.send(releaseRq);
        assert.ok((await client.receive()).command.kind === 'N-ACTION-RSP');
        assert.equal((await client.peer.receive())[0], 0x06);
      } else {
        // Nothing is read any more; what was sent has arrived once the job is there.
        const jobs = spool.accepted.length;
        while (spool.accepted.length === jobs) await new Promise((resolve) => setImmediate(resolve));
        client.peer.reset();
      }
    }
    assert.equal(spool.accepted.length, 2);
    // And an ordinary client whose events are under way when it goes.
    const { client } = await associate({
      ...announcement,
      callingAeTitle: 'CT1',
    });
    await client.request(createRq(BasicFilmSession));
    await printOverWire(client);
    client.peer.reset();
    const [, , job] = spool.accepted;
    spool.change(job?.printJobUid ?? '', 'DONE', 'NORMAL');
    const { client: next } = await associate(announcement);
    const alive = await next.request(getRq(Printer, sopInstances.Printer));
    assert.ok(alive.command.kind === 'N-GET-RSP');
  });
});
