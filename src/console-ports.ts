// What the console shows, out of the running parts: jobs from the spool, pages from the renderer, printers from the
// configuration. Part of the composition, apart from server.ts only for its length.
import type { ConsolePorts } from './console/ports.ts';
import type { Acceptor } from './dicom/acceptor.ts';
import { blobsOf } from './film.ts';
import type { Printer, PrinterStatus } from './printer.ts';
import { productVersion } from './product.ts';
import type { RenderPool } from './render/pool.ts';
import { jobJson } from './spool/job-json.ts';
import type { Spool } from './spool/spool.ts';

export interface ConsoleParts {
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly printers: ReadonlyMap<string, Printer>;
  readonly acceptor: Pick<Acceptor, 'port' | 'associations'>;
  readonly startedAt: Date;
  readonly printerStatus: (aeTitle: string) => PrinterStatus;
}

export function consolePorts(parts: ConsoleParts): ConsolePorts {
  const { spool, pool, printers, acceptor, startedAt, printerStatus } = parts;
  return {
    health: () => ({
      status: 'ok',
      version: productVersion,
      dicomPort: acceptor.port,
      associations: acceptor.associations,
      startedAt,
    }),
    jobs: async (query) => (await spool.jobs(query)).map((job) => jobJson(job)),
    job: async (id) => {
      const job = await spool.job(id);
      return job && jobJson(job, await spool.history(id));
    },
    documentPath: async (id) => {
      const job = await spool.job(id);
      const kept = job?.document && (await spool.documents.has(id, job.document.byteLength));
      return kept ? spool.documentPath(job) : undefined;
    },
    pagePng: async (id, number, widthPixels) => {
      const job = await spool.job(id);
      const printer = printers.get(job?.printer ?? '');
      const film = job && !job.payloadRemovedAt ? (await spool.films(id))[number - 1] : undefined;
      if (!printer || !film) return undefined;
      const blobPaths = Object.fromEntries(blobsOf([film]).map((blob) => [blob.key, spool.blobPath(blob)]));
      return pool.renderPage({ film, printer, blobPaths, widthPixels });
    },
    printers: () =>
      [...printers.values()].map((printer) => {
        const { status, info } = printerStatus(printer.aeTitle);
        return {
          aeTitle: printer.aeTitle,
          name: printer.name,
          status,
          statusInfo: info,
          medium: printer.mediumName,
          resolution: printer.resolution,
          filmSizes: printer.filmSizes,
          destinations: printer.destinations.map(({ kind, name }) => ({ kind, name })),
        };
      }),
  };
}
