// The functions behind the console, made from the running parts: jobs from the spool, pages from the renderer, printers from
// the configuration and their devices.
import { maxQueueRows } from '../api/job-summary.ts';
import type { ApiJob } from '../api/job.ts';
import type { ApiHealth } from '../api/server.ts';
import { oneAtATime } from './system/one-at-a-time.ts';
import { reprintOptions } from './sheets/reprint-options.ts';
import type { ConfigChanges } from '../config/live/config-changes.ts';
import type { ConsolePorts, FilmPictures } from '../console/ports.ts';
import type { AuditPorts } from '../console/ports/audit.ts';
import type { ConfigPorts } from '../console/ports/config.ts';
import type { SheetPorts } from '../console/ports/sheets.ts';
import { askedOf } from './answers/asked-answers.ts';
import { historyEntry, jobAnswer } from './answers/job-answers.ts';
import { actOnAll, searchPage, type BulkParts } from './job-lists.ts';
import { jobSummary } from './answers/job-summaries.ts';
import type { RenderProgress } from '../pipeline/render-progress.ts';
import type { Acceptor } from '../dicom/upper-layer/acceptor.ts';
import { blobsOf, type PrintRequest } from '../shared/film/film.ts';
import { verifyAll, type RemoteSources } from '../destinations/dicom/verification.ts';
import { mediaNameText } from '../destinations/ipp/media/media-name.ts';
import { chooseFilmSize } from '../shared/film/film-size-text.ts';
import { onPrinterView, type PrinterChangeParts } from './answers/printer-changes.ts';
import { setupPorts, type SetupParts } from './answers/printer-setup.ts';
import { printerView, printerViews } from './answers/printer-views.ts';
import type { PrintersInUse } from './printers/printers-in-use.ts';
import { statesOf } from './printers/state-history.ts';
import type { QualityPorts } from './quality/quality-ports.ts';
import { productVersion } from '../shared/product.ts';
import type { Job } from '../spool/job/job-types.ts';
import { searchMatches } from '../spool/search/search-matches.ts';
import type { Spool } from '../spool/spool.ts';
import { targetRequest } from '../pages/target-request.ts';
import { testPageRequest } from '../pages/test-page.ts';
import {
  PrinterRemovedRefusal,
  RequestRefusal,
  UnknownJobRefusal,
  UnknownPrinterRefusal,
} from '../shared/errors/request-refusals.ts';

export interface ConsoleParts extends PrinterChangeParts, SetupParts {
  readonly inUse: PrintersInUse;
  readonly quality: QualityPorts;
  readonly spool: Spool;
  readonly pictures: FilmPictures;
  readonly progress: Pick<RenderProgress, 'onProgress'>;
  readonly audit: AuditPorts;
  readonly sheets: SheetPorts;
  readonly clients: ConsolePorts['clients'];
  readonly system: ConsolePorts['system'];
  readonly serverFolders: ConsolePorts['serverFolders'];
  readonly accessTest: ConsolePorts['accessTest'];
  readonly acceptor: Pick<Acceptor, 'port' | 'associations'>;
  readonly startedAt: Date;
  /** Why films cannot be accepted now, as a sentence for users; undefined if they can. */
  readonly problem: () => string | undefined;
  /** The remote systems to verify on request. */
  readonly remotes: () => RemoteSources;
  /** Lets one of the waiting jobs try the device. */
  readonly tryNow: (printer: string, destination: string) => void;
}

export function consolePorts(parts: ConsoleParts): ConsolePorts {
  const { changes, sheets, quality } = parts;
  return {
    ...shown(parts),
    ...actions(parts),
    ...quality,
    configuration: configPorts(changes),
    setup: setupPorts(parts),
    audit: parts.audit,
    sheets,
  };
}

const withHistory = async (job: Job, spool: Spool): Promise<ApiJob> =>
  jobAnswer(job, await spool.history(job.id));

const healthOf = (problem: string | undefined): Pick<ApiHealth, 'status' | 'problem'> =>
  problem === undefined ? { status: 'ok' } : { status: 'failing', problem };

type Actions =
  | 'actOnAll'
  | 'orderQueue'
  | 'calibrationTarget'
  | 'act'
  | 'reprint'
  | 'pausePrinter'
  | 'resumePrinter'
  | 'testPage'
  | 'moveQueue';

function configPorts(changes: ConfigChanges): ConfigPorts {
  return {
    shown: () => changes.shown(),
    check: (text) => changes.check(text),
    save: (text, version, who) => changes.save(text, version, who),
    rollback: (version, expected, who) => changes.rollback(version, expected, who),
    reload: (who) => changes.reload(who),
    state: () => changes.state(),
  };
}

/** Whether it is a printer, or a removed one whose jobs are kept. */
const isKnownPrinter = async (
  { printers, spool }: Pick<ConsoleParts, 'printers' | 'spool'>,
  aeTitle: string,
) => printers.has(aeTitle) || (await spool.jobs({ printer: aeTitle, limit: 1 })).length > 0;

function shown(
  parts: ConsoleParts,
): Omit<ConsolePorts, Actions | 'audit' | 'configuration' | 'setup' | 'sheets' | keyof QualityPorts> {
  const { spool, acceptor, startedAt } = parts;
  return {
    health: () => ({
      ...healthOf(parts.problem()),
      version: productVersion,
      dicomPort: acceptor.port,
      associations: acceptor.associations,
      startedAt: startedAt.toISOString(),
    }),
    jobs: async (query) => (await spool.jobs(query)).map((job) => jobAnswer(job)),
    search: async (text, query) => {
      if (text === undefined) return searchPage(spool, query);
      const { found, next = null } = await spool.search(text, query);
      const jobs = found.map(({ job, subjects }) => ({
        ...jobSummary(job),
        matched: searchMatches(text, subjects, job.sessionLabel),
      }));
      return { jobs, total: null, ...(query.marks === undefined ? {} : { marks: [] }), next };
    },
    firstPending: async (perPrinter) => {
      const pending = await spool.firstPending(perPrinter);
      return new Map([...pending].map(([printer, jobs]) => [printer, jobs.map((job) => jobAnswer(job))]));
    },
    filmsWaiting: async (printer) => {
      const waiting = await spool.jobPage({ state: 'PENDING', printer, limit: 1000 });
      return waiting.reduce((sum, { films }) => sum + films.length, 0);
    },
    job: async (id) => {
      const job = await spool.job(id);
      if (!job) return undefined;
      const films = job.payloadRemovedAt ? [] : await spool.films(id);
      return {
        ...jobAnswer(job, await spool.history(id), await spool.subjects(id)),
        asked: askedOf(job, films),
      };
    },
    jobHistory: async (id) => (await spool.jobActions(id)).map(historyEntry),
    openDocument: async (id) => {
      const job = await spool.job(id);
      return job && spool.openDocument(job);
    },
    pictures: parts.pictures,
    clients: parts.clients,
    system: parts.system,
    serverFolders: parts.serverFolders,
    accessTest: parts.accessTest,
    verifyRemotes: oneAtATime(() => verifyAll(parts.remotes())),
    printers: () => printerViews(parts),
    printer: (aeTitle) => printerView(parts, aeTitle),
    printerQueue: async (aeTitle) => {
      const { jobs, total } = await spool.queue(aeTitle, maxQueueRows);
      return { jobs: jobs.map((job) => jobSummary(job)), total };
    },
    printerHistory: async (aeTitle) => {
      const actions = await spool.printerActions(aeTitle);
      return actions.length > 0 || (await isKnownPrinter(parts, aeTitle))
        ? actions.map(historyEntry)
        : undefined;
    },
    printerStates: async (aeTitle, days) => {
      const found = await statesOf(spool.printerStates, aeTitle, days);
      if (found || !(await isKnownPrinter(parts, aeTitle))) return found;
      const until = new Date();
      return { since: until.toISOString(), until: until.toISOString(), states: [] };
    },
    onJobChange: (listener) =>
      spool.onChange((job) => {
        listener(jobSummary(job));
      }),
    onRenderProgress: (listener) => parts.progress.onProgress(listener),
    onPrinterChange: (listener) => onPrinterView(parts, listener),
    onPrinterGone: (listener) =>
      parts.inUse.onChange(({ gone }) => {
        for (const aeTitle of gone) listener(aeTitle);
      }),
  };
}

function actions(parts: ConsoleParts): Pick<ConsolePorts, Actions> {
  const { spool, printers, inUse } = parts;
  /** The printer, if it accepts films. */
  const acceptingPrinter = (aeTitle: string) => {
    const printer = printers.get(aeTitle);
    if (!printer) throw new UnknownPrinterRefusal(aeTitle);
    if (!inUse.accepts(aeTitle)) throw new PrinterRemovedRefusal(aeTitle);
    return printer;
  };
  const printerNow = async (aeTitle: string) => {
    const view = await printerView(parts, aeTitle);
    if (!view) throw new UnknownPrinterRefusal(aeTitle);
    return view;
  };
  /** The job of a print request that the server itself made. */
  const accepted = async (request: PrintRequest, note: Parameters<Spool['accept']>[2]) => {
    try {
      return await withHistory(await spool.accept(request, undefined, note), spool);
    } catch (error) {
      await spool.discardBlobs(blobsOf(request.films));
      throw error;
    }
  };
  const reprint: BulkParts['reprint'] = async (jobId, requested, who) => {
    const source = await spool.job(jobId);
    if (!source) throw new UnknownJobRefusal(jobId);
    const options = reprintOptions(requested, source, printers.get(requested.printer ?? source.printer));
    return spool.reprint(jobId, options, who);
  };
  return {
    act: async (jobId, action, who) => {
      const { job } = await spool.act(jobId, action, who);
      // The requester has probably just attended to the device, so the job does not wait for the next state query.
      if (action.kind === 'retry')
        for (const { destination } of job.deliveries) parts.tryNow(job.printer, destination);
      return withHistory(job, spool);
    },
    actOnAll: (request, who) => actOnAll({ ...parts, reprint }, request, who),
    reprint: async (jobId, requested, who) => withHistory(await reprint(jobId, requested, who), spool),
    orderQueue: async (aeTitle, job, before, who) =>
      withHistory((await spool.orderQueue(aeTitle, job, before, who)).job, spool),
    pausePrinter: async (aeTitle, who) => {
      await spool.pausePrinter(aeTitle, who);
      return printerNow(aeTitle);
    },
    resumePrinter: async (aeTitle, who) => {
      await spool.resumePrinter(aeTitle, who);
      return printerNow(aeTitle);
    },
    testPage: async (aeTitle, { who, address }) => {
      const printer = acceptingPrinter(aeTitle);
      const openBlob = () => spool.openBlob();
      const { devices } = await printerNow(aeTitle);
      const papers = [...new Set(devices.flatMap(({ mediaReady }) => mediaReady.map(mediaNameText)))].slice(
        0,
        4,
      );
      const request = await testPageRequest({ printer, address, at: new Date(), papers, openBlob });
      return accepted(request, { who, action: 'test-page', detail: 'Requested the test page.' });
    },
    calibrationTarget: async (aeTitle, { who, address }, { test, levels, filmSize }) => {
      const printer = acceptingPrinter(aeTitle);
      const size = filmSize === undefined ? undefined : chooseFilmSize(filmSize, printer, false);
      if (size !== undefined && size.kind !== 'as requested') {
        const what = `filmSize is ${JSON.stringify(filmSize)}`;
        throw new RequestRefusal('bad-request', `${what}; must be one of ${printer.filmSizes.join(', ')}`);
      }
      const openBlob = () => spool.openBlob();
      const request = await targetRequest({
        printer,
        address,
        at: new Date(),
        openBlob,
        kind: test ? 'p-values' : 'device',
        ...(levels === undefined ? {} : { levels }),
        ...(size === undefined ? {} : { filmSizeId: size.film.filmSizeId }),
      });
      const detail = 'Requested a calibration target.';
      return accepted(request, { who, action: 'calibration-target', detail });
    },
    moveQueue: async (from, to, who) => {
      // The spool also has printers that are no longer configured: their queues can be moved, but not shown.
      await printerNow(from);
      const moved = await spool.moveQueue(from, to, who);
      return { ...(await printerNow(from)), moved: moved.length };
    },
  };
}
