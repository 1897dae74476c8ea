// Prints one small film over the network with the project's own upper layer, step by step, so that a test can stop or
// check at any point.
import { connect } from '../../src/dicom/upper-layer/requestor.ts';
import type { Association } from '../../src/dicom/dimse/association.ts';
import type { DataSet } from '../../src/dicom/data-set/data-set.ts';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { DimseClient, type DimseResponse } from '../../src/dicom/dimse/dimse-client.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { sopClasses, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';
import { grayImage } from './print-client.ts';

type Values = Parameters<typeof dataSetOf>[0];

export interface Connection {
  readonly association: Association;
  readonly client: DimseClient;
}

export async function open(
  port: number,
  called = 'HARDCOPY',
  abstractSyntaxes: readonly string[] = [
    sopClasses.BasicGrayscalePrintManagementMeta,
    sopClasses.PresentationLut,
    sopClasses.PrintJob,
  ],
): Promise<Connection> {
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle: 'TESTER',
    calledAeTitle: called,
    maxPduLength: 131_072,
    implementationVersionName: 'TEST',
    timeouts: defaultTimeouts,
    contexts: abstractSyntaxes.map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [transferSyntaxes.explicitLittle],
    })),
  });
  return { association, client: new DimseClient(association) };
}

export interface OpenFilm {
  readonly filmSession: string;
  readonly filmBox: string;
  readonly imageBoxes: readonly string[];
}

function uidOf(response: DimseResponse): string {
  const uid = response.command.affectedSopInstanceUid;
  if (response.command.status !== 0 || uid === undefined) {
    throw new Error(`${response.command.kind}: status ${response.command.status.toString(16)}`);
  }
  return uid;
}

/** Film session and film box without images. */
export async function createFilm(
  { client }: Connection,
  film: Values = {},
  session: Values = {},
): Promise<OpenFilm> {
  const opened = await client.request(
    1,
    { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmSession },
    dataSetOf({ NumberOfCopies: '1', ...session }),
  );
  const reference = dataSetOf({
    ReferencedSOPClassUID: sopClasses.BasicFilmSession,
    ReferencedSOPInstanceUID: uidOf(opened),
  });
  const created = await client.request(
    1,
    { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClasses.BasicFilmBox },
    dataSetOf({
      ImageDisplayFormat: 'STANDARD\\1,1',
      ReferencedFilmSessionSequence: [reference],
      FilmSizeID: '8INX10IN',
      ...film,
    }),
  );
  const imageBoxes = (created.data?.items('ReferencedImageBoxSequence') ?? []).map(
    (item) => item.string('ReferencedSOPInstanceUID') ?? '',
  );
  return { filmSession: uidOf(opened), filmBox: uidOf(created), imageBoxes };
}

/** Film session, film box and image, ready for N-ACTION. */
export async function compose(
  connection: Connection,
  image: DataSet = ramp(),
  film: Values = {},
  session: Values = {},
): Promise<OpenFilm> {
  const created = await createFilm(connection, film, session);
  const set = await setImage(connection, created.imageBoxes[0] ?? '', image);
  if (set.command.status !== 0) throw new Error(`N-SET: status ${set.command.status.toString(16)}`);
  return created;
}

export function setImage({ client }: Connection, imageBox: string, image: DataSet, position = 1) {
  return client.request(
    1,
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: sopClasses.BasicGrayscaleImageBox,
      requestedSopInstanceUid: imageBox,
    },
    dataSetOf({ ImageBoxPosition: position, BasicGrayscaleImageSequence: [image] }),
  );
}

/** N-ACTION; returns the status and the UID of the print job. */
export async function print(
  { client }: Connection,
  filmBox: string,
): Promise<{ status: number; printJob: string }> {
  const response = await client.request(1, {
    kind: 'N-ACTION-RQ',
    requestedSopClassUid: sopClasses.BasicFilmBox,
    requestedSopInstanceUid: filmBox,
    actionTypeId: 1,
  });
  const reference = response.data?.items('ReferencedPrintJobSequence')[0];
  return {
    status: response.command.status,
    printJob: reference?.string('ReferencedSOPInstanceUID') ?? '',
  };
}

/** 64 × 64 pixels, dark to bright from left to right. */
export function ramp(): DataSet {
  return grayImage(
    64,
    64,
    Uint8Array.from({ length: 4096 }, (_, index) => (index % 64) * 4),
  );
}
