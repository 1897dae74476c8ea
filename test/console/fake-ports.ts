// Stand-ins for the ports of the console, without a spool: two jobs, one finished with a document, one waiting.
import type { ApiConfigState } from '../../src/api/config/config.ts';
import type { ApiProgress } from '../../src/api/events.ts';
import type { ApiJob, ApiTiles } from '../../src/api/job.ts';
import { jobSummarySchema, type ApiJobSummary } from '../../src/api/job-summary.ts';
import type { ApiPrinter } from '../../src/api/printer.ts';
import type { ApiRemote } from '../../src/api/server.ts';
import type { ApiPreview, ApiUpload } from '../../src/api/sheets/sheets.ts';
import type { ConsolePorts } from '../../src/console/ports.ts';
import type { JobQuery } from '../../src/console/ports/requests.ts';
import type { SheetPorts } from '../../src/console/ports/sheets.ts';
import type { SystemPorts } from '../../src/console/ports/system.ts';
import { noQuality } from './no-quality.ts';

export const doneJob: ApiJob = {
  id: 'j2',
  printJobUid: '2.25.2',
  printer: 'HARDCOPY',
  callingAeTitle: 'CT1',
  peerAddress: '10.0.0.5',
  association: 'a1-1',
  state: 'DONE',
  reason: 'delivered',
  statusInfo: 'NORMAL',
  detail: 'delivered to pdf',
  message: { code: 'job.done', params: { text: 'delivered to pdf' } },
  priority: 'HIGH',
  copies: 2,
  sessionLabel: 'chest',
  createdAt: '2026-03-01T10:00:00.000Z',
  startedAt: '2026-03-01T10:00:01.000Z',
  finishedAt: '2026-03-01T10:00:02.000Z',
  notBefore: null,
  pages: 2,
  payloadRemovedAt: null,
  clientProfile: 'standard',
  repeats: 0,
  reprintOf: null,
  films: [
    {
      filmSizeId: '14INX17IN',
      filmOrientation: 'PORTRAIT',
      imageDisplayFormat: 'STANDARD\\2,3',
      images: 6,
      annotations: 0,
    },
    {
      filmSizeId: '14INX17IN',
      filmOrientation: 'PORTRAIT',
      imageDisplayFormat: 'STANDARD\\2,3',
      images: 1,
      annotations: 0,
    },
  ],
  deliveries: [
    {
      destination: 'pdf',
      state: 'DONE',
      required: true,
      attempts: 1,
      lastError: null,
      cause: null,
      statusInfo: null,
      detail: 'films/a.pdf',
      message: { code: 'delivery.done', params: { text: 'films/a.pdf' } },
      receipt: null,
      notBefore: null,
      finishedAt: null,
    },
  ],
  substitutions: [
    { attribute: 'FilmSizeID', requested: 'CURRENT', used: '14INX17IN', reason: 'what is loaded' },
  ],
};

export const waitingJob: ApiJob = {
  ...doneJob,
  id: 'j3',
  printJobUid: '2.25.3',
  state: 'PENDING',
  reason: 'queued',
  statusInfo: 'QUEUED',
  detail: 'waiting for its turn',
  message: { code: 'job.queued', params: {} },
  sessionLabel: null,
  finishedAt: null,
  films: doneJob.films.slice(0, 1),
  deliveries: [
    {
      destination: 'pdf',
      state: 'PENDING',
      required: true,
      attempts: 0,
      lastError: null,
      cause: null,
      statusInfo: null,
      detail: null,
      message: { code: 'delivery.waiting-for-turn', params: {} },
      receipt: null,
      notBefore: null,
      finishedAt: null,
    },
  ],
  substitutions: [],
};

/** The summary of a job of these tests. */
export function summaryOf(job: ApiJob): ApiJobSummary {
  // The schema leaves out what a summary does not have.
  return jobSummarySchema.parse({
    ...job,
    filmCount: job.films.length,
    filmSizes: [{ filmSizeId: '14INX17IN', imageDisplayFormat: 'STANDARD\\2,3', films: job.films.length }],
    images: job.films.reduce((sum, { images }) => sum + images, 0),
    substitutionCount: job.substitutions.length,
    thumbnails: true,
  });
}

export const filmPrinter: ApiPrinter = {
  aeTitle: 'HARDCOPY',
  name: 'Film to PDF',
  status: 'NORMAL',
  statusInfo: 'NORMAL',
  state: 'ready',
  troubled: null,
  paused: false,
  pausedAt: null,
  pausedBy: null,
  jobsWaiting: 1,
  medium: 'paper',
  resolution: 300,
  filmSizes: ['14INX17IN', 'A4'],
  maxCopies: 99,
  calibration: null,
  destinations: [{ kind: 'pdf', name: 'pdf' }],
  devices: [
    {
      destination: 'pdf',
      kind: 'pdf',
      required: true,
      status: 'NORMAL',
      statusInfo: 'NORMAL',
      ready: true,
      state: 'ready',
      detail: 'Ready.',
      message: { code: 'device.ready', params: {} },
      since: '2026-03-01T09:00:00.000Z',
      model: null,
      reasons: [],
      supplies: [],
      mediaReady: [],
    },
  ],
};

export const silentRemote: ApiRemote = {
  names: ['imager of HARDCOPY'],
  aeTitle: 'LASER',
  host: '10.0.0.9',
  port: 104,
  callingAeTitle: 'HARDCOPY',
  answers: false,
  totalMs: 2500,
  roundTripMs: null,
  implementation: null,
  problem: 'no answer',
};

/** Bytes with the signature of a PNG. */
export const pngBytes = Buffer.from('89504e470d0a1a0a00', 'hex');

export const pageTiles: ApiTiles = {
  width: 4200,
  height: 5100,
  tileSize: 512,
  minLevel: 9,
  maxLevel: 13,
  pixelsPerInch: 300,
  widthMm: 355.6,
  version: 'a3f',
};

const version = '0123456789abcdef';
/** The file is in use. */
const configState: ApiConfigState = {
  version,
  changedSinceStart: false,
  fileChanged: false,
  problem: null,
  needsRestart: [],
};

const sums = { jobs: 1, films: 2, sheets: 4, failed: 0, cancelled: 0 };
const fakeSystem: SystemPorts = {
  doctor: () =>
    Promise.resolve({
      verdict: 'ok',
      findings: [
        { check: 'data folder', verdict: 'ok', found: '/var/lib/hardcopy can be written', fix: null },
      ],
      at: '2026-03-01T09:00:00.000Z',
      ms: 5,
    }),
  storage: () =>
    Promise.resolve({
      folder: '/var/lib/hardcopy',
      freeBytes: 10,
      totalBytes: 20,
      spool: { payloadBytes: 1, waitingJobs: 0, jobs: 2, databaseBytes: 3 },
      traces: { count: 0, bytes: 0, max: 200 },
      tiles: { maxBytes: 5 },
      limits: {
        keepPixelsDays: 7,
        keepJobsDays: 90,
        maxBytes: 1,
        keepFreeBytes: 1,
        minFreeBytes: 1,
        maxJobs: 1,
        maxWaitingBytes: 1,
      },
      documents: [{ folder: '/srv/Our films', printers: ['HARDCOPY'], freeBytes: 1, problem: null }],
    }),
  certificates: () => ({ listeners: [] }),
  expiringCertificates: () => [],
  reloadCertificates: () => ({ listeners: [] }),
  about: () =>
    Promise.resolve({
      product: 'Hardcopy',
      version: '1.2.3',
      license: 'MIT',
      node: '24.0.0',
      system: 'Linux',
      startedAt: '2026-03-01T09:00:00.000Z',
      implementationClassUid: '2.25.1',
      implementationVersionName: 'HARDCOPY_1.2.3',
      packages: [],
    }),
  log: () => ({ lines: [], total: 0, newest: 0, oldestAt: null }),
  statistics: () =>
    Promise.resolve({
      since: '2026-03-01',
      until: '2026-03-01',
      timeZone: 'UTC',
      total: sums,
      clients: [],
      printers: [],
      media: [],
      days: [],
      causes: [],
    }),
  statisticsCsv: async function* () {
    yield await Promise.resolve('day\r\n');
  },
  conformance: () => Promise.resolve({ title: 'Statement', cover: [], blocks: [] }),
};

export interface FakePorts extends ConsolePorts {
  /** Calls of the routes. */
  readonly asked: {
    queries: JobQuery[];
    pages: (readonly [string, number, number])[];
    /** Recorded actions: the job or printer, and the arguments. */
    done: (readonly unknown[])[];
    jobListeners: Set<(job: ApiJobSummary) => void>;
    printerListeners: Set<(printer: ApiPrinter) => void>;
    progressListeners: Set<(progress: ApiProgress) => void>;
  };
}

const upload: ApiUpload = {
  id: 'abcdefghijklmnopqrstuv',
  name: null,
  byteLength: 4,
  expiresAt: '2026-03-01T10:00:00.000Z',
  kind: 'other',
  found: 'text',
  reason: 'it is not an image',
};

const preview: ApiPreview = {
  id: upload.id,
  expiresAt: upload.expiresAt,
  sheets: [],
  copies: 1,
  substitutions: [],
  notPrinted: [],
  notices: [],
};

type Done = <T>(of: string, answer: T, ...what: readonly unknown[]) => Promise<T>;

function fakeSheets(done: Done): SheetPorts {
  return {
    upload: async ({ name, byteLength, chunks }) => {
      let length = 0;
      for await (const chunk of chunks) length += chunk.length;
      return done('uploads', upload, name, byteLength, length);
    },
    uploaded: () => upload,
    removeUpload: (id) => done('uploads', undefined, 'remove', id),
    uploadThumbnail: () => Promise.resolve(Buffer.from('PNG')),
    preview: (body) => done('previews', preview, body),
    previewSheet: () => Promise.resolve(Buffer.from('PNG')),
    print: (body, { who }) =>
      done('prints', { jobs: ['j1'], sheets: 1, notPrinted: [], notices: [] }, body, who),
    reprintPreview: (id, requested) => done(id, preview, 'preview', requested),
  };
}

export function fakePorts(overrides: Partial<ConsolePorts> = {}): FakePorts {
  const asked: FakePorts['asked'] = {
    queries: [],
    pages: [],
    done: [],
    jobListeners: new Set(),
    printerListeners: new Set(),
    progressListeners: new Set(),
  };
  const changes = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const done = <T>(of: string, answer: T, ...what: readonly unknown[]): Promise<T> => {
    asked.done.push([of, ...what]);
    return Promise.resolve(answer);
  };
  const nothing = { differences: [], needsRestart: [] };
  return {
    asked,
    configuration: {
      shown: () => done('config', { text: '', version, state: configState, history: [] }),
      check: (text) => done('config', { valid: true, findings: [], ...nothing }, 'check', text),
      save: (text, edited, who) => done('config', { version, ...nothing }, 'save', text, edited, who),
      rollback: (to, expected, who) => done('config', { version, ...nothing }, 'rollback', to, expected, who),
      reload: (who) => done('config', { version, ...nothing }, 'reload', who),
      state: () => Promise.resolve(configState),
    },
    sheets: fakeSheets(done),
    serverFolders: () => ['/var/lib/hardcopy', '/srv/Our films'],
    setup: {
      discover: (seconds) => done('setup', { printers: [], problem: null }, 'discover', seconds),
      probe: () => Promise.reject(new Error('not probed here')),
      written: (aeTitle) => done('setup', { printer: { aeTitle }, version }, 'written'),
      check: () => Promise.resolve({ valid: true, findings: [], ...nothing }),
      add: (printer, edited, who) => done('setup', { version, ...nothing }, 'add', printer, edited, who),
      change: (aeTitle, printer, edited, who) =>
        done('setup', { version, ...nothing }, 'change', aeTitle, printer, edited, who),
      remove: (aeTitle, moveTo, edited, who) =>
        done('setup', { version, ...nothing }, 'remove', aeTitle, moveTo, edited, who),
    },
    ...noQuality,
    audit: {
      backlog: () => ({ unsent: 0, problem: null }),
      viewed: () => undefined,
      downloaded: () => undefined,
      search: () => Promise.resolve({ records: [], next: null, unsent: 0, problem: null }),
      record: () => Promise.resolve(undefined),
      exported: async function* () {
        yield await Promise.resolve('');
      },
    },
    health: () => ({
      status: 'ok',
      version: '1.2.3',
      dicomPort: 11112,
      associations: 1,
      startedAt: '2026-03-01T09:00:00.000Z',
    }),
    jobs: (query) => {
      asked.queries.push(query);
      // The status queries jobs with an unknown outcome; there are none.
      const { idBeginning = '' } = query;
      const jobs = [waitingJob, doneJob].filter(({ id }) => id.startsWith(idBeginning));
      return Promise.resolve(query.state === 'UNKNOWN' ? [] : jobs);
    },
    job: (id) => Promise.resolve([waitingJob, doneJob].find((job) => job.id === id)),
    filmsWaiting: () => Promise.resolve(2),
    jobHistory: () => Promise.resolve([]),
    search: () => Promise.resolve({ jobs: [], total: null, next: null }),
    firstPending: () => Promise.resolve(new Map([[waitingJob.printer, [waitingJob]]])),
    openDocument: () => Promise.resolve(undefined),
    pictures: {
      page: (id, film, width) => {
        asked.pages.push([id, film, width]);
        return Promise.resolve(id === doneJob.id ? pngBytes : undefined);
      },
      thumbnail: (id) => Promise.resolve(id === doneJob.id ? pngBytes : undefined),
      tiles: (id) => Promise.resolve(id === doneJob.id ? pageTiles : undefined),
      tile: (id, _film, { level, x, y }) => {
        if (id !== doneJob.id) return Promise.resolve(undefined);
        return Promise.resolve(level < 9 || x + y > 2 ? 'outside' : pngBytes);
      },
    },
    printers: () => [filmPrinter],
    printer: (aeTitle) =>
      Promise.resolve(aeTitle === 'HARDCOPY' ? { ...filmPrinter, history: [] } : undefined),
    printerQueue: () => Promise.resolve({ jobs: [], total: 0 }),
    printerStates: () => Promise.resolve(undefined),
    printerHistory: () => Promise.resolve([]),
    clients: {
      all: () => ({ clients: [], since: '2026-03-01T09:00:00.000Z' }),
      trace: (callingAeTitle) => ({ callingAeTitle, tracedUntil: null, folder: '/var/lib/hardcopy/trace' }),
      traceOf: () => Promise.resolve({ trace: null, text: null, isCut: false }),
      echo: (_aeTitle, { address = '10.0.0.5', port = 104 }) =>
        Promise.resolve({
          host: address,
          port,
          answers: true,
          totalMs: 3,
          implementation: 'TEST',
          problem: null,
        }),
    },
    system: fakeSystem,
    accessTest: () => ({ accepted: true, rule: 'all', may: ['print'], reason: null }),
    verifyRemotes: () => done('remotes', [silentRemote]),
    onJobChange: (listener) => changes(asked.jobListeners, listener),
    onRenderProgress: (listener) => changes(asked.progressListeners, listener),
    onPrinterChange: (listener) => changes(asked.printerListeners, listener),
    onPrinterGone: () => () => undefined,
    act: (jobId, action, who) => done(jobId, doneJob, action, who),
    actOnAll: (request, who) => done('jobs', { results: [] }, request, who),
    reprint: (jobId, options, who) => done(jobId, waitingJob, options, who),
    orderQueue: (aeTitle, job, before, who) => done(aeTitle, waitingJob, job, before, who),
    pausePrinter: (aeTitle, who) => done(aeTitle, filmPrinter, 'pause', who),
    resumePrinter: (aeTitle, who) => done(aeTitle, filmPrinter, 'resume', who),
    calibrationTarget: (aeTitle, requester, wanted) => done(aeTitle, waitingJob, requester, wanted),
    testPage: (aeTitle, requester) => done(aeTitle, waitingJob, requester),
    moveQueue: (from, to, who) => done(from, { ...filmPrinter, moved: 3 }, to, who),
    ...overrides,
  };
}
