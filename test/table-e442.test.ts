// The configurable parameters of PS3.2 table E.4.4-2: transfer syntaxes by listener and client, maximum length of sent PDUs,
// defaults and bit depth of a printer, confirmation times of job and printer events; and defaults that no printer supports.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '../src/config/config.ts';
import { connect } from '../src/dicom/upper-layer/requestor.ts';
import { sentPduLength } from '../src/dicom/upper-layer/negotiation.ts';
import { defaultTimeouts } from '../src/dicom/net/timeouts.ts';
import { sopClasses, sopInstances, transferSyntaxes } from '../src/dicom/data-set/uids.ts';
import { grayImage, imageBoxUids, PrintClient, uidOf } from './support/print-client.ts';
import { TestServer } from './support/server.ts';
import { suiteFolder } from './support/temporary-folder.ts';

const folder = suiteFolder('e442');

function configured(yaml: string) {
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, yaml);
  return loadConfig({ file, data: folder });
}

const { explicitLittle, implicitLittle, explicitBig } = transferSyntaxes;

describe('transfer syntaxes', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: [
        'dicom:',
        '  transferSyntaxes: [implicit-little, explicit-little]',
        '  listeners: [{ host: 127.0.0.1, port: 0, transferSyntaxes: [explicit-big] }]',
        'access:',
        '  - { callingAeTitles: OLD, transferSyntaxes: [implicit-little] }',
        '  - {}',
      ].join('\n'),
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  for (const [callingAeTitle, proposed, agreed] of [
    ['CT', [explicitLittle, implicitLittle, explicitBig], implicitLittle],
    ['CT', [explicitLittle, explicitBig], explicitLittle],
    ['CT', [explicitBig], undefined],
    ['OLD', [explicitLittle, implicitLittle], implicitLittle],
    ['OLD', [explicitLittle], undefined],
  ] as const) {
    test(`${callingAeTitle} proposes ${proposed.join(', ')}: ${agreed ?? 'none'}`, async () => {
      const association = await connect({
        host: '127.0.0.1',
        port: server.dicomPort,
        callingAeTitle,
        calledAeTitle: 'HARDCOPY',
        maxPduLength: 131_072,
        implementationVersionName: 'TEST',
        timeouts: defaultTimeouts,
        contexts: [{ abstractSyntax: sopClasses.Verification, transferSyntaxes: proposed }],
      });
      assert.deepEqual(
        [...association.contexts.values()].map(({ transferSyntax }) => transferSyntax),
        agreed === undefined ? [] : [agreed],
      );
      await association.release();
    });
  }
});

test('a listener has its own transfer syntaxes, else those of the server', () => {
  const { dicom } = configured(
    'dicom: { transferSyntaxes: [implicit-little], listeners: [{ port: 1234 }, { port: 1235, transferSyntaxes: [explicit-big, explicit-little] }] }',
  );
  assert.deepEqual(
    [dicom, ...dicom.listeners].map((listener) => listener.transferSyntaxes),
    [[implicitLittle], [implicitLittle], [explicitBig, explicitLittle]],
  );
  assert.equal(configured('').dicom.transferSyntaxes, undefined);
  assert.throws(() => configured('dicom: { transferSyntaxes: [jpeg] }'), /transferSyntaxes/);
  assert.throws(() => configured('dicom: { transferSyntaxes: [explicit-big, explicit-big] }'), /each once/);
});

test('sent PDUs are as long as the peer accepts, and no longer than configured', () => {
  for (const [peer, own, sent] of [
    [16_384, 131_072, 16_384],
    [0, 131_072, 131_072],
    [1_048_576, 4096, 4096],
    [16_384, undefined, 16_384],
  ] as const) {
    assert.equal(sentPduLength(peer, own), sent);
  }
  assert.equal(configured('dicom: { maxPduSent: 32768 }').dicom.maxPduSent, 32_768);
});

describe('defaults of a printer', () => {
  const defaults = 'defaults: { copies: 2, minDensity: 30, maxDensity: 300, trim: YES, polarity: REVERSE }';
  test('apply to attributes that a client does not send', async () => {
    const [printer] = configured(`printers: [{ aeTitle: A, ${defaults.replace('YES', '"YES"')} }]`).printers;
    assert.ok(printer);
    const client = new PrintClient({ printer: { ...printer, aeTitle: 'HARDCOPY' } });
    const session = await client.create(sopClasses.BasicFilmSession, {});
    assert.equal(session.dataSet.number('NumberOfCopies'), 2);
    const filmBox = await client.create(sopClasses.BasicFilmBox, { ImageDisplayFormat: 'STANDARD\\1,1' });
    assert.deepEqual(
      [
        filmBox.dataSet.number('MinDensity'),
        filmBox.dataSet.number('MaxDensity'),
        filmBox.dataSet.string('Trim'),
      ],
      [30, 300, 'YES'],
    );
    const set = await client.set(sopClasses.BasicGrayscaleImageBox, imageBoxUids(filmBox)[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, Uint8Array.of(0, 85, 170, 255))],
    });
    assert.equal(set.dataSet.string('Polarity'), 'REVERSE');
    await client.action(sopClasses.BasicFilmBox, uidOf(filmBox));
    await client.close();
    const [request] = client.spool.accepted;
    const image = request?.films[0]?.images[0];
    assert.deepEqual(
      [request?.copies, image?.polarity, image?.minDensity, image?.maxDensity, request?.films[0]?.trim],
      [2, 'REVERSE', 30, 300, true],
    );
  });

  for (const [yaml, message] of [
    ['minDensity: 10', /defaults: found minDensity 10/],
    ['maxDensity: 330', /maxDensity 330; both must be within densities, 20 to 320/],
    ['minDensity: 200, maxDensity: 100', /minDensity below maxDensity/],
    ['copies: 500', /defaults\.copies: found 500; maxCopies of the printer is/],
  ] as const) {
    test(`${yaml} is refused`, () => {
      assert.throws(() => configured(`printers: [{ aeTitle: A, defaults: { ${yaml} } }]`), message);
    });
  }

  test('printing bit depth 12 is reported to clients, and stored as 16 bits', async () => {
    for (const [bits, kept] of [
      [8, 8],
      [12, 16],
      [16, 16],
    ] as const) {
      const [printer] = configured(`printers: [{ aeTitle: A, bits: ${bits} }]`).printers;
      assert.ok(printer);
      assert.equal(printer.bits, kept);
      const client = new PrintClient({
        abstractSyntaxes: [sopClasses.PrinterConfigurationRetrieval],
        printer: { ...printer, aeTitle: 'HARDCOPY' },
      });
      const answer = await client.get(
        sopClasses.PrinterConfigurationRetrieval,
        sopInstances.PrinterConfigurationRetrieval,
      );
      const [item] = answer.dataSet.items('PrinterConfigurationSequence');
      assert.equal(item?.number('PrintingBitDepth'), bits);
      await client.close();
    }
  });
});

describe('defaults of clients that no printer supports are refused', () => {
  const client = (defaults: string, printers = '') =>
    configured(`clients: [{ match: { callingAeTitle: CT }, defaults: { ${defaults} } }]\n${printers}`);
  for (const [defaults, message] of [
    [
      'filmSession: { NumberOfCopies: 5000 }',
      /clients\[0\]\.defaults\.filmSession\.NumberOfCopies: found "5000"; above/,
    ],
    ['filmSession: { MediumType: GLASS }', /MediumType: found "GLASS"; not one of CURRENT, PAPER/],
    ['filmBox: { MaxDensity: 400 }', /MaxDensity: found "400"; above 320/],
    ['filmBox: { ImageDisplayFormat: NONSENSE }', /ImageDisplayFormat: found "NONSENSE"/],
    ['imageBox: { Polarity: UPSIDE }', /imageBox\.Polarity: found "UPSIDE"; not one of NORMAL, REVERSE/],
  ] as const) {
    test(defaults, () => {
      assert.throws(() => client(defaults), message);
    });
  }

  test('a default that at least one printer supports is not a problem', () => {
    const printers = 'printers: [{ aeTitle: A }, { aeTitle: B, densities: { min: 20, max: 400 } }]';
    client('filmBox: { MaxDensity: 400 }', printers);
    assert.throws(
      () => client('filmBox: { MaxDensity: 450 }', printers),
      /no printer can meet it; A: above 320/,
    );
    client('filmBox: { FilmSizeID: 8INX10IN, Trim: "YES" }, filmSession: { NumberOfCopies: 2 }');
  });
});

test('the confirmations of job and printer events have separate timeouts', async () => {
  const { timeouts } = configured(
    'dicom: { timeouts: { eventConfirmation: 5, printerEventConfirmation: 7 } }',
  ).dicom;
  assert.deepEqual([timeouts.eventConfirmation, timeouts.printerEventConfirmation], [5000, 7000]);
  const client = new PrintClient({ eventConfirmationMs: 600_000, printerEventConfirmationMs: 5 });
  await client.session();
  client.confirms = false;
  client.spool.changePrinter({ status: 'WARNING', info: 'SUPPLY LOW' });
  client.spool.changePrinter({ status: 'WARNING', info: 'COVER OPEN' });
  // The second event is sent although the first was never confirmed.
  assert.deepEqual(await client.eventTypes(2), [2, 2]);
  await client.close();
});
