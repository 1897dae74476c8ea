// Transfer syntaxes of each imager (PS3.2 table E.4.4-2): what a `dicom` destination proposes for films and queries, and the
// pixels that are sent in each. Read from the association requests and the received pixels.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Destination } from '../../../src/destinations/destination-kind.ts';
import { verifyAll } from '../../../src/destinations/dicom/verification.ts';
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses, transferSyntaxes, type TransferSyntax } from '../../../src/dicom/data-set/uids.ts';
import type { Acceptor } from '../../../src/dicom/upper-layer/acceptor.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { conformanceStatement } from '../../../src/conformance/statement.ts';
import { markdownOf } from '../../../src/conformance/formats/md.ts';
import { acceptor } from '../../support/associations.ts';
import { writtenConfig } from '../../support/configured-printer.ts';
import { ScriptedPrinter } from '../../print-scu/scripted-printer.ts';
import { run } from '../../cli/run.ts';
import { ForwardingFixture } from './forwarding-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { explicitLittle, implicitLittle, explicitBig } = transferSyntaxes;
const bytes = Uint8Array.from({ length: 24 }, (_, at) => 255 - at);

/** The destination of a configuration file. */
function configured(t: TestContext, port: number, keys: string): Destination {
  const yaml = `printers: [{ aeTitle: A, destinations: [{ kind: dicom, host: 127.0.0.1, port: ${port}, aeTitle: SCRIPT${keys} }] }]`;
  const [destination] = loadConfig({ file: writtenConfig(t, yaml) }).printers[0]?.destinations ?? [];
  assert.ok(destination);
  return destination;
}

/** Prints a film of 12-bit pixels on an imager; returns its image box and the accepted transfer syntaxes. */
async function printed(t: TestContext, keys: string, accepted?: readonly TransferSyntax[]) {
  const folder = temporaryFolder(t, 'syntaxes');
  const agreed = new Set<string>();
  const imager = await ScriptedPrinter.start({
    ...(accepted && { transferSyntaxes: accepted }),
    answer: (_, association) => {
      for (const { transferSyntax } of association.contexts.values()) agreed.add(transferSyntax);
      return undefined;
    },
  });
  t.after(() => imager.close());
  const fixture = new ForwardingFixture(folder);
  const pixels = fixture.gray({ bitsAllocated: 16, bitsStored: 12, highBit: 11, columns: 3 }, bytes);
  const film = fixture.film({ images: [fixture.image({ pixels })] });
  const destination = configured(t, imager.address.port, keys);
  const result = await destination.open().deliver(fixture.task([film]), AbortSignal.timeout(20_000));
  const box = imager.received.find(({ kind }) => kind === 'N-SET-RQ')?.data;
  const item: DataSet | undefined = box?.items('BasicGrayscaleImageSequence')[0];
  return { result, agreed: [...agreed], pixels: item?.bytes('PixelData') };
}

for (const [keys, accepted, expected] of [
  ['', [implicitLittle, explicitLittle], implicitLittle],
  [', transferSyntaxes: [implicit-little]', [explicitLittle, implicitLittle], implicitLittle],
  [
    ', transferSyntaxes: [explicit-little, implicit-little]',
    [explicitLittle, implicitLittle],
    explicitLittle,
  ],
  [', transferSyntaxes: [explicit-big]', [explicitLittle, implicitLittle, explicitBig], explicitBig],
] as const) {
  test(`${keys || 'nothing configured'}: films are sent in ${expected}, pixel for pixel`, async (t) => {
    const { result, agreed, pixels } = await printed(t, keys, accepted);
    assert.equal(result.kind, 'delivered');
    assert.deepEqual(agreed, [expected]);
    assert.deepEqual(Buffer.from(pixels ?? []), Buffer.from(bytes));
  });
}

test('names an imager that accepts none of them, and the proposed ones', async (t) => {
  const { result } = await printed(t, ', transferSyntaxes: [explicit-big]', [implicitLittle]);
  assert.ok(result.kind === 'failed');
  assert.match(
    result.error,
    /SCRIPT accepts Basic Print Management, but none of the proposed transfer syntaxes \(explicit-big\)/,
  );
});

/** Transfer syntaxes of the last association request to a server, in order. */
async function proposals(t: TestContext) {
  const proposed: string[][] = [];
  const opened: Acceptor = await acceptor(t, {
    abstractSyntaxes: new Set(Object.values<string>(sopClasses)),
    decide: ({ contexts }) => {
      for (const context of contexts) proposed.push([...context.transferSyntaxes]);
      return undefined;
    },
    // Only the proposal matters here, not the request.
    serve: (association) => {
      association.abort('not answered');
      return Promise.resolve();
    },
  });
  return { port: opened.port, proposed };
}

for (const [keys, expected] of [
  ['', [explicitLittle, implicitLittle]],
  [', transferSyntaxes: [implicit-little]', [implicitLittle]],
  [
    ', transferSyntaxes: [implicit-little, explicit-big, explicit-little]',
    [implicitLittle, explicitBig, explicitLittle],
  ],
] as const) {
  test(`${keys || 'nothing configured'}: every context proposes the same, in that order, also for queries and verification`, async (t) => {
    const { port, proposed } = await proposals(t);
    const destination = configured(t, port, keys);
    await destination.open().deviceState(AbortSignal.timeout(5_000));
    const films = proposed.length;
    await verifyAll({ printers: [], remotes: destination.members.flatMap(({ remote }) => remote ?? []) });
    assert.ok(films > 1 && proposed.length > films);
    for (const one of proposed) assert.deepEqual(one, [...expected]);
  });
}

for (const [keys, sentence] of [
  [
    ', transferSyntaxes: [jpeg-lossless]',
    /destinations\[0\]\.transferSyntaxes\[0\]: found "jpeg-lossless"; .*explicit-little.*implicit-little.*explicit-big/,
  ],
  [
    ', transferSyntaxes: [explicit-little, explicit-little]',
    /destinations\[0\]\.transferSyntaxes: .*each once/,
  ],
  [', transferSyntaxes: []', /destinations\[0\]\.transferSyntaxes: found \[\]/],
  [', maxPduLength: 100', /destinations\[0\]\.maxPduLength: found 100; .*4096/],
] as const) {
  test(`check refuses ${keys.slice(2)}`, async (t) => {
    const yaml = `printers: [{ aeTitle: A, destinations: [{ kind: dicom, host: 127.0.0.1, aeTitle: SCRIPT${keys} }] }]`;
    const { stderr, exitCode } = await run(['check', '--config', writtenConfig(t, yaml)]);
    assert.equal(exitCode, 2);
    assert.match(stderr, sentence);
  });
}

test('the conformance statement lists what is proposed to each imager and remote system', (t) => {
  const imager = (name: string, keys: string) => `{ kind: dicom, name: ${name}, host: h, aeTitle: X${keys} }`;
  const stated = (...destinations: readonly string[]) =>
    markdownOf(
      conformanceStatement(
        loadConfig({
          file: writtenConfig(t, `printers: [{ aeTitle: A, destinations: [${destinations.join(', ')}] }]`),
        }),
      ),
    );
  const implicit = ', transferSyntaxes: [implicit-little]';
  const big = ', transferSyntaxes: [explicit-big, implicit-little]';
  const one = stated(imager('dry', implicit));
  assert.match(
    one,
    /\| Print Job SOP Class +\| 1\.2\.840\.10008\.5\.1\.1\.14 +\| Implicit VR Little Endian +\| 1\.2\.840\.10008\.1\.2 +\| SCU/,
  );
  assert.doesNotMatch(one, /Proposed transfer syntaxes by remote system/);
  const two = stated(imager('dry', implicit), imager('wet', big));
  assert.match(two, /\| dry +\| Implicit VR Little Endian +\|/);
  assert.match(two, /\| wet +\| Explicit VR Big Endian; Implicit VR Little Endian +\|/);
});
