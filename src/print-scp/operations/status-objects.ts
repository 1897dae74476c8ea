// The two objects that clients only query, with N-GET: Printer (PS3.4 H.4.6) and Print Job (PS3.4 H.4.5). Each has a table of
// attributes with the function that computes the value. Start at `getFrom`.
import { dataSetOf, type PlainValue, type Tag } from '../../dicom/data-set/data-set.ts';
import type { Keyword } from '../../dicom/data-set/dictionary.ts';
import { tagOf } from '../../dicom/data-set/dictionary.ts';
import type { NGetRequest } from '../../dicom/dimse/dimse-commands.ts';
import { sopInstances } from '../../dicom/data-set/uids.ts';
import type { Printer, PrinterStatus } from '../../shared/film/printer.ts';
import { manufacturer, productVersion } from '../../shared/product.ts';
import { annexENotSent, withinLengths } from '../events/annex-e-answers.ts';
import type { ClientProfile } from '../clients/client-profile.ts';
import { printerName, shownJob, shownPrinterStatus } from '../events/client-view.ts';
import { failure, type Reply, type SopClassOperations } from '../film/operation.ts';
import type { PrintJobView } from '../ports.ts';
import { status } from '../rules/status.ts';

/** Attributes of an object, each with its function. An attribute without a value is returned empty if it is requested by tag. */
export type GetTable<Source> = Readonly<Partial<Record<Keyword, (source: Source) => PlainValue>>>;

interface PrinterView {
  readonly printer: Printer;
  readonly status: PrinterStatus;
}

/** Manufacturer's Model Name (0008,1090), LO of 64 characters. */
export function modelName(printer: Pick<Printer, 'mediumName'>): string {
  return `${manufacturer} ${printer.mediumName}`.slice(0, 64);
}

const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');

function dicomDate(date: Date): string {
  return `${pad(date.getFullYear(), 4)}${pad(date.getMonth() + 1)}${pad(date.getDate())}`;
}

function dicomTime(date: Date): string {
  return `${pad(date.getHours())}${pad(date.getMinutes())}${pad(date.getSeconds())}`;
}

function calibrated({ lastCalibration }: Printer, text: (date: Date) => string): string | undefined {
  return lastCalibration && text(lastCalibration.date);
}

/** PS3.4 table H.4-17. A device that was never calibrated has no dates, although clients request them by their tags. */
export const printerAttributes = {
  PrinterStatus: (view: PrinterView) => view.status.status,
  PrinterStatusInfo: (view: PrinterView) => view.status.info,
  PrinterName: (view: PrinterView) => printerName(view.printer),
  Manufacturer: () => manufacturer,
  ManufacturerModelName: (view: PrinterView) => modelName(view.printer),
  DeviceSerialNumber: (view: PrinterView) => view.printer.aeTitle,
  SoftwareVersions: () => productVersion,
  DateOfLastCalibration: ({ printer }: PrinterView) => calibrated(printer, dicomDate),
  TimeOfLastCalibration: ({ printer }: PrinterView) => calibrated(printer, dicomTime),
} as const satisfies GetTable<PrinterView>;

interface JobView {
  readonly job: PrintJobView;
  readonly printerName: string;
}

/** PS3.4 table H.4-15. */
export const printJobAttributes = {
  ExecutionStatus: (view: JobView) => view.job.executionStatus,
  ExecutionStatusInfo: (view: JobView) => view.job.executionStatusInfo,
  PrintPriority: (view: JobView) => view.job.priority,
  CreationDate: (view: JobView) => dicomDate(view.job.createdAt),
  CreationTime: (view: JobView) => dicomTime(view.job.createdAt),
  PrinterName: (view: JobView) => view.printerName.slice(0, 64),
  Originator: (view: JobView) => view.job.callingAeTitle,
} as const satisfies GetTable<JobView>;

/** Group lengths (PS3.5 7.2): accepted in a list, but not attributes of an object. */
function isGroupLength(tag: Tag): boolean {
  return (tag & 0xffff) === 0;
}

/**
 * Answers N-GET from a table. Without a list, or with an empty one, all attributes are returned. Unknown tags in the list are
 * skipped; clients that get every warning then get 0107 with the list of those tags (print-spec 3.1).
 */
export function getFrom<Source>(table: GetTable<Source>, source: Source, request: NGetRequest): Reply {
  const asked = new Set((request.attributeIdentifierList ?? []).filter((tag) => !isGroupLength(tag)));
  const values: Partial<Record<Keyword, PlainValue>> = {};
  for (const [keyword, valueOf] of Object.entries(table) as [Keyword, (source: Source) => PlainValue][]) {
    const tag = tagOf(keyword);
    if (asked.has(tag)) values[keyword] = valueOf(source) ?? '';
    else if (asked.size === 0) values[keyword] = valueOf(source);
  }
  const known = new Set<Tag>(Object.keys(table).map((keyword) => tagOf(keyword as Keyword)));
  const unknown = [...asked].filter((tag) => !known.has(tag));
  const dataSet = dataSetOf(values);
  if (unknown.length === 0) return { status: status.success, dataSet };
  return { status: status.attributeListError, dataSet, attributeIdentifierList: unknown, visible: false };
}

/** The same for a client of this profile: for annex-e without the attributes that annex E does not send, and with shorter texts. */
export function getFor<Source>(
  profile: Pick<ClientProfile, 'statuses'>,
  table: GetTable<Source>,
  source: Source,
  request: NGetRequest,
): Reply {
  if (profile.statuses !== 'annex-e') return getFrom(table, source, request);
  const sent = Object.fromEntries(
    Object.entries(table).filter(([keyword]) => !annexENotSent.some((unsent) => unsent === keyword)),
  ) as GetTable<Source>;
  const reply = getFrom(sent, source, request);
  return { ...reply, ...(reply.dataSet ? { dataSet: withinLengths(reply.dataSet, profile) } : {}) };
}

export const printerOperations: SopClassOperations = {
  name: 'Printer',
  'N-GET-RQ': async (context, request) => {
    const uid = request.requestedSopInstanceUid ?? sopInstances.Printer;
    if (uid !== sopInstances.Printer)
      return failure(status.noSuchSopInstance, 'the printer is 1.2.840.10008.5.1.1.17');
    const { profile, ports } = context;
    // The current printer: it may have been calibrated since the association began.
    const printer = ports.printer(context.printer.aeTitle) ?? context.printer;
    const view = {
      printer,
      status: await shownPrinterStatus(ports.printerStatus(printer.aeTitle), profile, ports, printer),
    };
    return { ...getFor(profile, printerAttributes, view, request), sopInstanceUid: uid };
  },
};

export const printJobOperations: SopClassOperations = {
  name: 'Print Job',
  'N-GET-RQ': async (context, request) => {
    const uid = request.requestedSopInstanceUid;
    const found = uid === undefined ? undefined : await context.ports.findJob(uid);
    if (!found) return failure(status.noSuchSopInstance, 'no such print job');
    const job = shownJob(found, context.profile);
    const printerName = context.ports.printer(job.printer)?.name ?? job.printer;
    const view = { job, printerName };
    return {
      ...getFor(context.profile, printJobAttributes, view, request),
      sopInstanceUid: job.printJobUid,
    };
  },
};
