// N-ACTION and N-DELETE of film sessions, film boxes and presentation LUTs (tables E.4.2-17, -18, -24 and -25, and
// E.4.2.1.4.1.3.5.2).
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { Answer } from '../../support/print-client.ts';
import type { TcpPrintClient } from '../../support/tcp-print-client.ts';
import { hex, probe, type Probe } from './probe.ts';
import { image, lutOf, nowhere } from './reference-probes.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox, PresentationLut, PrintJob } = sopClasses;
type Run = (client: TcpPrintClient) => Promise<Answer | string>;

/** A film with an image, or without; UIDs of session and film box. */
async function composed(client: TcpPrintClient, withImage = true) {
  const session = await client.session();
  const { uid, images } = await client.filmBox();
  if (withImage) await client.set(BasicGrayscaleImageBox, images[0] ?? '', image);
  return { session, filmBox: uid };
}

/** Status, and the class of what the answer refers to. */
function printed({ status, dataSet }: Answer): string {
  const [item] = dataSet.items('ReferencedPrintJobSequence');
  const isJob = item?.string('ReferencedSOPClassUID') === PrintJob;
  return `${hex(status)}${isJob && item.has('ReferencedSOPInstanceUID') ? ', Print Job' : ''}`;
}

const ofAction = (table: string, sent: string, annex: string, run: Run) =>
  probe(table, ['N-ACTION', sent], annex, run);
const ofDelete = (table: string, sent: string, annex: string, run: Run) =>
  probe(table, ['N-DELETE', sent], annex, run);
const sessionAction = 'E.4.2-18 film session';
const filmAction = 'E.4.2-25 film box';

export const actions: readonly Probe[] = [
  ofAction(sessionAction, 'Print', '0000, Print Job', async (client) =>
    printed(await client.action(BasicFilmSession, (await composed(client)).session)),
  ),
  ...([0, 2, 3, 65_535] as const).map((type) =>
    ofAction(sessionAction, `action type ${type}`, '0211', async (client) =>
      client.action(BasicFilmSession, (await composed(client)).session, type),
    ),
  ),
  ofAction(sessionAction, 'unknown instance', '0112', async (client) => {
    await composed(client);
    return client.action(BasicFilmSession, nowhere);
  }),
  ofAction(sessionAction, 'no film box', 'C600', async (client) =>
    client.action(BasicFilmSession, await client.session()),
  ),
  ofAction(sessionAction, 'a page without images', 'B602', async (client) =>
    client.action(BasicFilmSession, (await composed(client, false)).session),
  ),
  ofAction(filmAction, 'Print', '0000, Print Job', async (client) =>
    printed(await client.action(BasicFilmBox, (await composed(client)).filmBox)),
  ),
  ...([0, 2, 65_535] as const).map((type) =>
    ofAction(filmAction, `action type ${type}`, '0211', async (client) =>
      client.action(BasicFilmBox, (await composed(client)).filmBox, type),
    ),
  ),
  ofAction(filmAction, 'unknown instance', '0112', async (client) => {
    await composed(client);
    return client.action(BasicFilmBox, nowhere);
  }),
  ofAction(filmAction, 'a film box before the last', '0112', async (client) => {
    const { filmBox } = await composed(client);
    await client.filmBox();
    return client.action(BasicFilmBox, filmBox);
  }),
  ofAction(filmAction, 'a page without images', 'B603', async (client) =>
    client.action(BasicFilmBox, (await composed(client, false)).filmBox),
  ),
  ofDelete('E.4.2-17 film session', 'the session', '0000', async (client) =>
    client.remove(BasicFilmSession, (await composed(client)).session),
  ),
  ofDelete('E.4.2-17 film session', 'unknown instance', '0112', (client) =>
    client.remove(BasicFilmSession, nowhere),
  ),
  ofDelete('E.4.2-17 film session', 'twice', '0112', async (client) => {
    const session = await client.session();
    await client.remove(BasicFilmSession, session);
    return client.remove(BasicFilmSession, session);
  }),
  ofDelete('E.4.2-24 film box', 'the last film box', '0000', async (client) =>
    client.remove(BasicFilmBox, (await composed(client)).filmBox),
  ),
  ofDelete('E.4.2-24 film box', 'a film box before the last', '0112', async (client) => {
    const { filmBox } = await composed(client);
    await client.filmBox();
    return client.remove(BasicFilmBox, filmBox);
  }),
  ofDelete('E.4.2-24 film box', 'unknown instance', '0112', async (client) => {
    await composed(client);
    return client.remove(BasicFilmBox, nowhere);
  }),
  ofDelete('presentation LUT', 'one that nothing refers to', '0000', async (client) =>
    client.remove(PresentationLut, await lutOf(client)),
  ),
  ofDelete('presentation LUT', 'one that a film box refers to: still there', '0000, 0000', async (client) => {
    await client.session();
    const lut = await lutOf(client);
    const reference = {
      ReferencedPresentationLUTSequence: [
        dataSetOf({ ReferencedSOPClassUID: PresentationLut, ReferencedSOPInstanceUID: lut }),
      ],
    };
    const { uid } = await client.filmBox(reference);
    const removed = await client.remove(PresentationLut, lut);
    return `${hex(removed.status)}, ${hex((await client.set(BasicFilmBox, uid, reference)).status)}`;
  }),
  ofDelete('presentation LUT', 'unknown instance', '0112', (client) =>
    client.remove(PresentationLut, nowhere),
  ),
];
