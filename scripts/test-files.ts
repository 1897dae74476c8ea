// Classifies tests. Interop tests, with real clients, printers and readers, are in a folder. Unit tests are the
// remaining ones, except tests of the server process, which are found by their imports, and the folders and files
// below: those run other programs, or take seconds of CPU each.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

const slowFolders = [
  'test/interop/',
  'test/cli/',
  'test/console/',
  'test/pipeline/',
  'test/scripts/',
  'test/security/',
] as const;

/** Files in other folders that are not unit tests either. */
export const slowFiles: readonly string[] = [
  'test/audit/messages.test.ts',
  'test/calibration/calibrations.test.ts',
  'test/calibration/loop.test.ts',
  'test/calibration/scan.test.ts',
  'test/conformance/formats.test.ts',
  'test/conformance/statement.test.ts',
  'test/destinations/dicom/dicom-printer.test.ts',
  'test/destinations/dicom/forwarded-films.test.ts',
  'test/destinations/dicom/forwarded-jobs.test.ts',
  'test/destinations/ipp/bad-printers.test.ts',
  'test/destinations/ipp/fallbacks.test.ts',
  'test/destinations/ipp/one-film-once.test.ts',
  'test/destinations/ipp/whole-document.test.ts',
  'test/destinations/pdf/pdf-folder.test.ts',
  'test/devices.test.ts',
  'test/dicom/upper-layer/acceptor.test.ts',
  'test/dicom/dimse/association.test.ts',
  'test/dicom/data-set.fuzz.test.ts',
  'test/dicom/pdu/receive-buffer.test.ts',
  'test/dicom/tls-handshake.test.ts',
  'test/dicom/tls.test.ts',
  'test/shared/durable-files.test.ts',
  'test/shared/worker-threads.test.ts',
  'test/print-scp/annex-b-client.test.ts',
  'test/print-scp/annex-e-letter.test.ts',
  'test/print-scp/annex-e-probes.test.ts',
  'test/print-scp/annex-e-statuses.test.ts',
  'test/print-scp/operations/annotation-box.test.ts',
  'test/print-scp/annotation-placement.test.ts',
  'test/print-scp/bad-input.test.ts',
  'test/print-scp/clients/client-profiles.test.ts',
  'test/print-scp/events/events.test.ts',
  'test/print-scp/operations/film-box.test.ts',
  'test/print-scp/operations/film-session.test.ts',
  'test/print-scp/film-size.test.ts',
  'test/print-scp/receive/icc-profile.test.ts',
  'test/print-scp/operations/image-box.test.ts',
  'test/print-scp/requests/image-pixels.test.ts',
  'test/print-scp/film/image-placement.test.ts',
  'test/print-scp/film/image-size.test.ts',
  'test/print-scp/inheritance.test.ts',
  'test/print-scp/requests/meant-request.test.ts',
  'test/print-scp/rules/near-spellings.test.ts',
  'test/print-scp/one-by-one.test.ts',
  'test/print-scp/requests/parked-sessions.test.ts',
  'test/print-scp/operations/print-action.test.ts',
  'test/print-scp/operations/printer-configuration.test.ts',
  'test/print-scp/quirk-dialogues.test.ts',
  'test/print-scp/quirk-films.test.ts',
  'test/print-scp/requested-size.test.ts',
  'test/print-scp/retired-classes.test.ts',
  'test/print-scp/stored-print/stored-print.test.ts',
  'test/print-scp/film/substitution-log.test.ts',
  'test/print-scp/visible-warnings.test.ts',
  'test/images/pixels/decompress.test.ts',
  'test/images/image-reader.test.ts',
  'test/images/named-files.test.ts',
  'test/images/pictures/pdf-pages.test.ts',
  'test/print-scu/print-client.test.ts',
  'test/render/color/color-profile.test.ts',
  'test/render/fixtures.test.ts',
  'test/render/goldens.test.ts',
  'test/render/marks-on-paper.test.ts',
  'test/render/layout/on-paper.test.ts',
  'test/render/formats/page-file.test.ts',
  'test/render/layout/page-marks.test.ts',
  'test/render/layout/page-notes.test.ts',
  'test/render/pdfa.test.ts',
  'test/render/resampling/pixel-source.test.ts',
  'test/render/pool.test.ts',
  'test/render/printable-matrices.test.ts',
  'test/render/layout/printer-lines.test.ts',
  'test/render/raster-variant.test.ts',
  'test/render/formats/run-length.test.ts',
  'test/render/scripts.test.ts',
  'test/render/text/text.test.ts',
  'test/render/sheet/tiles.test.ts',
  'test/spool/job/actions.test.ts',
  'test/spool/upkeep/data-folder.test.ts',
  'test/spool/queue/device-waits.test.ts',
  'test/spool/queue/duplicate-requests.test.ts',
  'test/spool/queue/scheduler.test.ts',
  'test/spool/spool.test.ts',
  'test/spool/store/sqlite/sqlite-store.test.ts',
];

/** Starts the program in the same way as users do. */
const startsServer: ReadonlySet<string> = new Set(['test/support/server.ts']);

const reaching = new Map<string, boolean>();

/** Whether a file is a module that starts the server process, or imports one directly or indirectly from `test/`. */
function reachesServer(file: string): boolean {
  const known = reaching.get(file);
  if (known !== undefined) return known;
  reaching.set(file, startsServer.has(file));
  if (startsServer.has(file)) return true;
  const source = readFileSync(path.join(root, file), 'utf8');
  const found = [...source.matchAll(/^(?:import|export)\b(?! type)[^;]*?'(\.[^']+\.ts)';/gm)]
    .map(([, name = '']) => path.posix.join(path.posix.dirname(file), name))
    .some((name) => name.startsWith('test/') && reachesServer(name));
  reaching.set(file, found);
  return found;
}

export const isInterop = (file: string): boolean => file.startsWith('test/interop/');

/** Converts a path to one relative to the project, with slashes. */
export const isUnit = (file: string): boolean =>
  !slowFolders.some((folder) => file.startsWith(folder)) && !slowFiles.includes(file) && !reachesServer(file);
