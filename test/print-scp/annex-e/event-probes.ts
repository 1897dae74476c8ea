// The events of tables E.4.2-30, -31, -34 and -35: event types and attributes.
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import type { Keyword } from '../../../src/dicom/data-set/dictionary.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { Answer } from '../../support/print-client.ts';
import { printedFilm, valueOf } from './answer-probes.ts';
import { keywordsIn, type Probe } from './probe.ts';

const { Printer, PrintJob } = sopClasses;

const attributesOf = ({ dataSet }: { readonly dataSet: DataSet }): string =>
  [...keywordsIn({ dataSet } as Answer)]
    .sort()
    .map((keyword) =>
      keyword === 'PrintJobID' ? keyword : `${keyword} ${valueOf(dataSet, keyword as Keyword)}`,
    )
    .join(', ') || 'no attribute';

/** AE title of the printer that the probes call. */
const titleOfProbes = 'PRINTSERVER';

const printerEvent = (type: number, status: 'NORMAL' | 'WARNING', info: string, annex: string): Probe => ({
  table: 'E.4.2-30, -31 Printer N-EVENT-REPORT',
  attribute: `event ${type}`,
  sent: info,
  annex,
  run: async (client) => {
    const before = info === 'NORMAL' ? 'COVER OPEN' : 'NORMAL';
    client.spool.changePrinter(
      { status: before === 'NORMAL' ? 'NORMAL' : 'WARNING', info: before },
      titleOfProbes,
    );
    // An answer follows earlier events: all of them have arrived.
    await client.echo();
    client.spool.changePrinter({ status, info }, titleOfProbes);
    const answer = attributesOf(await client.event(Printer, type));
    client.spool.changePrinter({ status: 'NORMAL', info: 'NORMAL' }, titleOfProbes);
    return answer;
  },
});

const jobEvent = (
  type: number,
  state: 'PENDING' | 'PRINTING' | 'DONE' | 'FAILURE',
  info: string,
  label = 'hip',
): Probe => ({
  table: 'E.4.2-34, -35 Print Job N-EVENT-REPORT',
  attribute: `event ${type}`,
  sent: `${state} ${info}`,
  annex: `ExecutionStatusInfo ${info}, FilmSessionLabel ${label}, PrintJobID, PrinterName Film server at t`,
  run: async (client) => {
    const job = await printedFilm(client, label === 'hip' ? {} : { FilmSessionLabel: [] });
    if (state !== 'PENDING' || info !== 'QUEUED') client.spool.change(job, state, info);
    for (;;) {
      const event = await client.event(PrintJob, type);
      if (event.dataSet.string('ExecutionStatusInfo') === info) return attributesOf(event);
      client.events.splice(client.events.indexOf(event), 1);
    }
  },
});

const warning = (status: string, info: string) =>
  `PrinterName Film server at t, PrinterStatus ${status}, PrinterStatusInfo ${info}`;

export const eventProbes: readonly Probe[] = [
  printerEvent(1, 'NORMAL', 'NORMAL', 'no attribute'),
  ...[
    'SUPPLY EMPTY',
    'SUPPLY LOW',
    'COVER OPEN',
    'FILM JAM',
    'RECEIVER FULL',
    'CALIBRATION ERR',
    'PROC DOWN',
  ].map((info) => printerEvent(2, 'WARNING', info, warning('WARNING', info))),
  ...['ELEC CONFIG ERR', 'ELEC SW ERROR', 'PRINTER DOWN', 'UNKNOWN'].map((info) =>
    printerEvent(3, 'WARNING', info, warning('FAILURE', info)),
  ),
  jobEvent(1, 'PENDING', 'QUEUED'),
  jobEvent(1, 'PENDING', 'QUEUED', '(empty)'),
  jobEvent(1, 'PENDING', 'SUPPLY EMPTY'),
  jobEvent(2, 'PRINTING', 'NORMAL'),
  jobEvent(3, 'DONE', 'NORMAL'),
  jobEvent(4, 'FAILURE', 'JOB CANCELED'),
  jobEvent(4, 'FAILURE', 'INVALID PAGE DES'),
];
