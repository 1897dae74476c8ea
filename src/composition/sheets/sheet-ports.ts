// Uploads, previews and prints of the console, made from the running parts. Start at `openSheets`.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ApiPreview, ApiPrint, PrintBody, PreviewBody } from '../../api/sheets/sheets.ts';
import type { Requester } from '../../console/ports/requests.ts';
import type { Owner, SheetPorts } from '../../console/ports/sheets.ts';
import { createImageReader } from '../../images/image-reader.ts';
import type { PrintScpOptions } from '../../print-scp/print-scp-options.ts';
import { imageFits } from '../../render/layout/image-fits.ts';
import type { RenderPool } from '../../render/pool.ts';
import { printedFilms } from '../../render/sheet/printed-films.ts';
import {
  PixelsRemovedRefusal,
  RequestRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../../shared/errors/request-refusals.ts';
import { blobsOf, type Film, type PrintRequest, type Substitution } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { silentLog, type Log } from '../../shared/log/log.ts';
import type { PrintOutcome } from '../../print-scu/print-client.ts';
import { reprintedFilms } from '../../spool/job/reprint-films.ts';
import type { Spool } from '../../spool/spool.ts';
import { reprintOptions } from './reprint-options.ts';
import { printHere } from './own-print.ts';
import { Previews, type PreviewedSheets } from './previews.ts';
import { nothingPrintable, sheetPlan } from './sheet-plan.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { Uploads } from './uploads.ts';

export interface SheetParts {
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly printers: ReadonlyMap<string, Printer>;
  /** How clients are served. */
  readonly print: PrintScpOptions;
  /** Absolute: the folder of the caches. */
  readonly folder: string;
  /** Bytes that may be written without taking the disk space that films of clients need. */
  readonly roomBytes: () => number;
  readonly log: Log;
}

/**
 * Answers are kept for requests that are sent again, by request id: for a day, the newest ones. They end with the server, and so do
 * the uploads: a request that is sent again after a restart names files that do not exist, and prints nothing.
 */
const maxKeptPrints = 10_000;
const keepPrintsMs = 86_400_000;

interface KeptPrint {
  /** Digest of the request and its user. */
  readonly body: string;
  readonly until: number;
  readonly answer: Promise<ApiPrint>;
}

/** Empties and opens the folders; `close` removes them. */
export async function openSheets(
  parts: SheetParts,
): Promise<{ readonly ports: SheetPorts; readonly close: () => Promise<void> }> {
  const { printers, folder, roomBytes, pool, log, spool } = parts;
  const reader = createImageReader({ log });
  const uploads = await Uploads.open({ folder: path.join(folder, 'uploads'), reader, roomBytes });
  const previews = await Previews.open({ folder: path.join(folder, 'previews'), pool });
  // One at a time: each preview or print holds a frame in memory and uses every image thread.
  const turns = new OneAtATime();
  const prints = new Map<string, KeptPrint>();

  const printerOf = (aeTitle: string): Printer => {
    const printer = printers.get(aeTitle);
    if (!printer) throw new UnknownPrinterRefusal(aeTitle);
    return printer;
  };

  const preview = async (body: PreviewBody, address: string, owner: Owner): Promise<ApiPreview> => {
    const printer = printerOf(body.printer);
    const { plan, notPrinted } = sheetPlan(body, printer, { uploads, owner });
    const scratch = await previews.scratch();
    try {
      const requests: PrintRequest[] = [];
      const outcome = await printHere(plan, {
        print: { ...parts.print, log: silentLog },
        printer,
        address,
        ports: {
          openBlob: () => scratch.openBlob(),
          openBlobReader: (blob) => scratch.openReader(blob),
          discardBlobs: (blobs) => {
            const used = new Set(requests.flatMap(({ films }) => blobsOf(films).map(({ key }) => key)));
            return scratch.discard(blobs.filter(({ key }) => !used.has(key)));
          },
          accept: (request) => {
            requests.push(request);
            return Promise.resolve({ printJobUid: request.printJobUid, isDuplicate: false });
          },
        },
      });
      const [request] = requests;
      if (!request) throw nothingPrintable(notPrinted);
      const films = printedFilms(withHeader(request.films, body), printer, {
        createdAt: new Date().toISOString(),
        callingAeTitle: request.callingAeTitle,
        ...(body.label === undefined ? {} : { sessionLabel: body.label }),
      });
      const sheets: PreviewedSheets = {
        films,
        printer,
        scratch,
        withFiles: (film, use) =>
          use(Object.fromEntries(blobsOf([film]).map(({ key }) => [key, scratch.pathOf(key)]))),
      };
      const facts = {
        copies: request.copies,
        substitutions: distinct(request.substitutions),
        notPrinted,
        notices: noticesOf(outcome),
      };
      return await previews.add(sheets, facts, owner);
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  };

  const print = async (body: PrintBody, { who, address }: Requester, owner: Owner): Promise<ApiPrint> => {
    const printer = printerOf(body.printer);
    const { plan, notPrinted } = sheetPlan(body, printer, { uploads, owner });
    const jobs: string[] = [];
    let sheets = 0;
    let failure: unknown;
    let outcome: PrintOutcome;
    try {
      outcome = await printHere(plan, {
        print: parts.print,
        printer,
        address,
        ports: {
          accept: async (request) => {
            try {
              const note = { who, action: 'print', detail: 'Printed from files in the console.' };
              const films = withHeader(request.films, body);
              const job = await spool.accept({ ...request, films }, undefined, note);
              jobs.push(job.id);
              sheets += films.length;
              return { printJobUid: job.printJobUid, isDuplicate: false };
            } catch (error) {
              failure = error;
              throw error;
            }
          },
        },
      });
    } catch (error) {
      // The spool's own error is clearer than the DIMSE status made from it.
      throw failure ?? error;
    }
    if (jobs.length === 0) throw nothingPrintable(notPrinted);
    return { jobs, sheets, notPrinted, notices: noticesOf(outcome) };
  };

  const printOnce: SheetPorts['print'] = (body, requester, owner) => {
    const { requestId, ...options } = body;
    if (requestId === undefined) return turns.run(() => print(body, requester, owner));
    const now = Date.now();
    for (const [id, { until }] of prints) {
      if (until > now) break;
      prints.delete(id);
    }
    const text = createHash('sha256')
      .update(JSON.stringify([owner, options]))
      .digest('base64url');
    const earlier = prints.get(requestId);
    if (earlier && earlier.body !== text)
      throw new RequestRefusal(
        'request-id-reused',
        `requestId "${requestId}" was used for another request; use another one`,
      );
    if (earlier) return earlier.answer;
    const answer = turns.run(() => print(body, requester, owner));
    prints.set(requestId, { body: text, until: now + keepPrintsMs, answer });
    const [oldest] = prints.keys();
    if (prints.size > maxKeptPrints && oldest !== undefined) prints.delete(oldest);
    // A request that failed may be sent again.
    answer.catch(() => prints.delete(requestId));
    return answer;
  };

  const ports: SheetPorts = {
    upload: (body) => uploads.receive(body),
    uploaded: (id, owner) => uploads.shown(id, owner),
    removeUpload: (id, owner) => uploads.remove(id, owner),
    uploadThumbnail: (id, owner) => uploads.thumbnail(id, owner),
    preview: (body, address, owner) => turns.run(() => preview(body, address, owner)),
    previewSheet: (id, sheet, width, owner) => previews.sheet(id, sheet, width, owner),
    print: printOnce,
    reprintPreview: async (id, requested, owner) => {
      const source = await spool.job(id);
      if (!source) throw new UnknownJobRefusal(id);
      if (source.payloadRemovedAt) throw new PixelsRemovedRefusal(source);
      const printer = printerOf(requested.printer ?? source.printer);
      const options = reprintOptions(requested, source, printer);
      const films = printedFilms(reprintedFilms(await spool.films(id), options), printer, {
        createdAt: new Date().toISOString(),
        callingAeTitle: source.callingAeTitle,
        ...(source.sessionLabel === null ? {} : { sessionLabel: source.sessionLabel }),
      });
      return previews.add(
        { films, printer, withFiles: (film, use) => spool.withBlobFiles(blobsOf([film]), use) },
        {
          copies: options.copies ?? source.copies,
          substitutions: distinct(films.flatMap((film) => sizeNotes(film, printer))),
          notPrinted: [],
          notices: [],
        },
        owner,
      );
    },
  };
  return {
    ports,
    close: async () => {
      await turns.close();
      await reader.close();
      await previews.close();
      await uploads.close();
    },
  };
}

const withHeader = (films: readonly Film[], { header }: Pick<PreviewBody, 'header'>): readonly Film[] =>
  reprintedFilms(films, { header });

const noticesOf = ({ notices }: PrintOutcome): readonly string[] => [
  ...new Set(notices.map(({ step, text }) => `${step}: ${text}`)),
];

/** The same substitution of several images is listed once. */
function distinct(substitutions: readonly Substitution[]): ApiPreview['substitutions'] {
  const lines = substitutions.map(({ attribute, requested, used, reason }) => ({
    attribute,
    requested,
    used,
    reason,
  }));
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()].slice(0, 200);
}

/** Images that a film of another size, or another magnification, crops or scales down. */
function sizeNotes(film: Film, printer: Printer): readonly Substitution[] {
  return imageFits(film, printer).flatMap(({ image, fit, device }) => {
    const asked = image.requestedImageSizeMm;
    const isCropped = fit === 'cropped';
    if (!isCropped && !(fit === 'decimated' && asked !== undefined)) return [];
    return [
      {
        attribute: asked === undefined ? 'PixelData' : 'RequestedImageSize',
        requested:
          asked === undefined ? `${image.pixels.columns} × ${image.pixels.rows} pixels` : `${asked} mm wide`,
        used: `${isCropped ? 'cropped' : 'shrunk'} to ${device.width} × ${device.height} device pixels`,
        reason: `larger than image box ${image.position}`,
      },
    ];
  });
}
