// The output of `hardcopy job ID`: state and what the job waits for, each delivery with its attempts and receipt, actions of
// users, substitutions.
import type { ApiDelivery, ApiJob } from '../../api/job.ts';
import type { ApiPrinter } from '../../api/printer.ts';
import { filmsText, localTime, stateText } from './job-text.ts';
import { paint, stateColor, wrap, type Look } from '../terminal/style.ts';
import { subjectRows } from './subject-text.ts';
import { count } from '../terminal/tables.ts';
import { plain } from '../terminal/terminal.ts';
import { forSameServer, type NamedServer } from '../server/same-server.ts';

type Row = readonly [name: string, value: string];

const nameWidth = 15;

function deliveryText(delivery: ApiDelivery): string {
  const { destination, state, required, attempts, lastError, detail, receipt, notBefore, finishedAt } =
    delivery;
  return [
    `${destination}: ${state}`,
    detail,
    // After a success, earlier errors are history; until then they are the reason why the job waits.
    lastError === null || lastError === detail ? null : state === 'DONE' ? `before: ${lastError}` : lastError,
    attempts > 1 ? count(attempts, 'attempt') : null,
    // A receipt is an internal identifier; the name that the device gave the job is in `detail`.
    receipt === null || detail?.includes(receipt) || receipt.includes('{') ? null : `receipt ${receipt}`,
    notBefore === null ? null : `next attempt ${localTime(notBefore)}`,
    finishedAt === null ? null : localTime(finishedAt),
    required ? null : 'best effort',
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** What delays all jobs of a printer: a pause, or a required device that is not ready; empty if nothing does. */
function waitsForPrinter({ aeTitle, paused, pausedBy, devices }: ApiPrinter): readonly Row[] {
  if (paused)
    return [
      [
        'Waits for',
        `${aeTitle}, paused by ${pausedBy ?? 'unknown'}; "hardcopy printers resume ${aeTitle}" resumes it`,
      ],
    ];
  const trouble = devices.find(({ required, ready }) => required && !ready);
  return trouble === undefined
    ? []
    : [['Waits for', `${trouble.destination} of ${aeTitle} (${trouble.statusInfo}): ${trouble.detail}`]];
}

/** What the job waits for, and what the user can do; empty for jobs in progress or done. */
export function waitsFor(job: ApiJob, printer: ApiPrinter | undefined): readonly Row[] {
  if (job.reason === 'held') return [['Waits for', `release: "hardcopy release ${job.id}"`]];
  if (job.state === 'UNKNOWN') {
    const where = job.deliveries.filter(({ state }) => state === 'UNKNOWN').map((one) => one.destination);
    return [
      [
        'What to do',
        `check whether the films came out of ${where.join(', ')}: "hardcopy printed ${job.id}" if they did; ` +
          `if not, "hardcopy retry ${job.id}" prints them again`,
      ],
    ];
  }
  if (job.state === 'FAILURE' && job.payloadRemovedAt === null)
    return [['What to do', `"hardcopy retry ${job.id}", or "hardcopy reprint ${job.id} --printer AETITLE"`]];
  if (job.reason === 'waiting')
    return [['Waits for', 'a device that is not ready; it is sent when the device is ready']];
  if (job.reason === 'retry' && job.notBefore !== null)
    return [['Waits for', `its next attempt at ${localTime(job.notBefore)}`]];
  if (job.reason === 'queued' && printer !== undefined) return waitsForPrinter(printer);
  return [];
}

function rowsOf(job: ApiJob, printer: ApiPrinter | undefined): readonly Row[] {
  const images = job.films.reduce((sum, film) => sum + film.images, 0);
  const copies = job.copies === 1 ? '' : `, ${job.copies} copies`;
  const from = job.peerAddress === '' ? job.callingAeTitle : `${job.callingAeTitle} at ${job.peerAddress}`;
  return [
    ...waitsFor(job, printer),
    ...subjectRows(job),
    ['Printer', job.printer],
    ['From', from],
    ['Profile', job.clientProfile ?? '-'],
    ['Label', job.sessionLabel ?? '-'],
    ['Films', `${filmsText(job)}, ${count(images, 'image')}${copies}, priority ${job.priority}`],
    ...(job.reprintOf === null ? [] : [['Reprint of', job.reprintOf] as const]),
    ['Accepted', localTime(job.createdAt)],
    ['Finished', job.finishedAt === null ? '-' : localTime(job.finishedAt)],
    ...(job.payloadRemovedAt === null ? [] : [['Pixels removed', localTime(job.payloadRemovedAt)] as const]),
    ...job.deliveries.map((delivery): Row => ['Delivery', deliveryText(delivery)]),
    ...(job.history ?? []).map(({ at, who, detail }): Row => [
      'History',
      `${localTime(at)}  ${who}: ${detail}`,
    ]),
    ...job.substitutions.map(({ attribute, requested, used, reason, images }): Row => [
      'Substituted',
      `${attribute}${images === undefined ? '' : ` of images ${images}`}: requested ${requested || 'nothing'}, used ${used} (${reason})`,
    ]),
    ...(job.repeats === 0
      ? []
      : [['Duplicates', `requested again ${count(job.repeats, 'time')}, not printed again`] as const]),
    ['Print Job UID', job.printJobUid],
  ];
}

/** DONE at every destination: the details are with the deliveries. */
const cameOut = (job: ApiJob): boolean =>
  job.state === 'DONE' && job.deliveries.every(({ state, detail }) => state === 'DONE' && detail !== null);

/**
 * Lines of names and values; long values are wrapped.
 * @param printer whose queue the job waits in, if known
 * @param server completes the commands that the text suggests
 */
export function jobDetails(job: ApiJob, look: Look, printer?: ApiPrinter, server: NamedServer = {}): string {
  const line = (name: string, value: string, color?: (first: string) => string): string => {
    const lines = wrap(plain(forSameServer(value, server)), look.columns - nameWidth);
    const [first = '', ...more] = lines;
    const label = paint(look, 'bold', name) + ' '.repeat(nameWidth - name.length);
    return [label + (color?.(first) ?? first), ...more.map((text) => ' '.repeat(nameWidth) + text)].join(
      '\n',
    );
  };
  const state = stateText(job);
  return [
    line('Job', job.id),
    line('State', cameOut(job) ? state : `${state}: ${job.detail}`, (first) =>
      first.startsWith(state) ? paint(look, stateColor(job.state), state) + first.slice(state.length) : first,
    ),
    ...rowsOf(job, printer).map(([name, value]) => line(name, value)),
  ].join('\n');
}
