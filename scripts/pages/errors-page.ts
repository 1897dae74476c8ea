// docs/reference/errors.md: error codes, DIMSE statuses and errors of the operating system, from their tables.
// Start at `errorsPage`.
import { status, statusMeanings, isWarning } from '../../src/print-scp/rules/status.ts';
import { apiErrors } from '../../src/shared/errors/api-error-table.ts';
import { errorTable } from '../../src/shared/errors/error-table.ts';
import { systemErrors } from '../../src/shared/errors/system-errors.ts';
import { tableLines } from './table.ts';

type ErrorEntry = (typeof errorTable)[keyof typeof errorTable];

/** What the client or the administrator sees. */
function effectOf(entry: ErrorEntry): string {
  switch (entry.address) {
    case 'wire':
      return `A-ABORT, reason ${entry.abortReason}`;
    case 'job':
      return `job FAILURE, ${entry.executionStatusInfo}`;
    case 'outcome':
      return `job UNKNOWN, ${entry.executionStatusInfo}`;
    case 'setup':
      return `exit code ${entry.exitCode}`;
    default:
      return entry satisfies never;
  }
}

function statusRows(): readonly (readonly string[])[] {
  return Object.values(status).map((code) => {
    const kind = code === 0 ? 'success' : isWarning(code) ? 'warning' : 'failure';
    return [`\`${code.toString(16).padStart(4, '0').toUpperCase()}\``, kind, statusMeanings[code]];
  });
}

/** The page in Markdown. */
export function errorsPage(): string {
  return [
    '# Errors',
    '',
    'Made from `src/shared/errors/error-table.ts`, `src/shared/errors/system-errors.ts` and `src/print-scp/rules/status.ts` by',
    '`npm run generate`.',
    '',
    'An error has one of four effects. Bytes that are not valid DICOM abort the association (A-ABORT). A request that cannot be',
    'granted is answered with a DIMSE status, and the association continues. A job that cannot be printed ends in FAILURE or UNKNOWN.',
    'A server that cannot start ends with an exit code and one sentence.',
    '',
    '## Error codes',
    '',
    ...tableLines(
      ['code', 'effect', 'meaning'],
      Object.entries(errorTable).map(([code, entry]) => [`\`${code}\``, effectOf(entry), entry.meaning]),
    ),
    '',
    '## DIMSE statuses',
    '',
    'The statuses that the server sends, in hexadecimal. Which request is answered with which status is in the',
    '[conformance statement](conformance.md). Which warnings a client gets depends on its [client profile](client-profiles.md).',
    '',
    ...tableLines(['status', 'kind', 'meaning'], statusRows()),
    '',
    '## Errors of the HTTP API',
    '',
    'The codes of `{"error":{"code","message"}}`, from `src/shared/errors/api-error-table.ts`. Programs decide by the code; the message is one sentence for',
    'a person.',
    '',
    ...tableLines(
      ['code', 'status', 'meaning'],
      Object.entries(apiErrors).map(([code, { status: http, meaning }]) => [
        `\`${code}\``,
        String(http),
        meaning,
      ]),
    ),
    '',
    '## Errors of the operating system',
    '',
    'What an error of a disk, a share or the machine means for films. Where every film would meet the same error, films **wait**',
    'in their order until it is over, without a time limit ([the queue](../explanation/queue.md)). Where the error concerns one',
    'file, its job **fails** and the other jobs go on. A delivery that meets an error that is not in this table (EINVAL and',
    'ENOTSUP among them) is tried `spool.tries` times.',
    '',
    ...tableLines(
      ['error', 'meaning', 'films'],
      Object.entries(systemErrors).map(([code, { outlook, meaning }]) => [
        `\`${code}\``,
        meaning,
        outlook === 'transient' ? 'wait' : 'fail',
      ]),
    ),
    '',
    'A render thread that cannot be started (files replaced while the server runs, no memory, no file descriptors) makes films',
    'wait. A render thread that ends while it draws a film is tried `spool.tries` times, because the film may be the cause.',
    '',
  ].join('\n');
}
