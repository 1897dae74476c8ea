// The pictures of films that the console shows: pages of any width, thumbnails, tiles. Start at `openFilmPictures`.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { FilmPictures, TileAddress } from '../../console/ports.ts';
import { lineFacts } from '../../pipeline/pipeline-run.ts';
import { levelsOf, maxLevelOf, minLevel, tileSize } from '../../render/pictures/level-sizes.ts';
import { pngOf } from '../../render/pictures/png.ts';
import type { RenderPool } from '../../render/pool.ts';
import { printedFilms } from '../../render/sheet/printed-films.ts';
import { blobsOf, type Film } from '../../shared/film/film.ts';
import type { Printer } from '../../shared/film/printer.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import type { Job } from '../../spool/job/job-types.ts';
import type { Spool } from '../../spool/spool.ts';
import { Thumbnails, thumbnailWidth } from './thumbnails.ts';
import { samplesOf, TileCache } from './tile-cache.ts';

export interface FilmPictureParts {
  readonly spool: Spool;
  readonly pool: RenderPool;
  readonly printers: ReadonlyMap<string, Printer>;
  /** Absolute: DATA/cache. */
  readonly folder: string;
  readonly log: Log;
}

/** A page and what it is rendered from. */
interface Page {
  readonly job: Job;
  readonly film: Film;
  readonly printer: Printer;
}

/** Identifies the look of a page: with another document, printer or calibration the picture is another one. */
function versionOf({ job, printer }: Page): string {
  const facts = [job.document, printer.aeTitle, printer.resolution, printer.lastCalibration?.date];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}

/** Opens the caches; the returned `close` waits for pictures in progress. */
export async function openFilmPictures(
  parts: FilmPictureParts,
): Promise<{ readonly pictures: FilmPictures; readonly close: () => Promise<void> }> {
  const { spool, pool, printers, folder, log } = parts;
  const tiles = await TileCache.open(path.join(folder, 'tiles'));

  const pageOf = async (id: string, number: number): Promise<Page | undefined> => {
    const job = await spool.job(id);
    const printer = printers.get(job?.printer ?? '');
    if (!printer || !job || job.payloadRemovedAt) return undefined;
    const film = printedFilms(await spool.films(id), printer, lineFacts(job))[number - 1];
    return film && { job, film, printer };
  };
  const png = ({ film, printer }: Page, widthPixels: number) =>
    spool.withBlobFiles(blobsOf([film]), (blobPaths) =>
      pool.renderPage({ film, printer, blobPaths, widthPixels }),
    );
  const picture: FilmPictures['page'] = async (id, number, width) => {
    const page = await pageOf(id, number);
    return page && png(page, width);
  };
  const thumbnails = new Thumbnails({
    folder: path.join(folder, 'thumbnails'),
    render: (id, number) => picture(id, number, thumbnailWidth),
    isIdle: () => pool.isIdle,
    isKept: async (id) => (await spool.job(id))?.payloadRemovedAt === null,
    log,
  });

  const tile = async (page: Page, key: string, { level, x, y }: TileAddress) => {
    const { film, printer } = page;
    const samples = await tiles.read(
      key,
      (into) =>
        spool.withBlobFiles(blobsOf([film]), (blobPaths) =>
          pool.writePageLevels({ film, printer, blobPaths, folder: into }),
        ),
      (cached) => samplesOf(cached, level, { left: x * tileSize, top: y * tileSize }, tileSize),
    );
    if (!samples) return 'outside';
    return pngOf(samples);
  };

  const pictures: FilmPictures = {
    page: picture,
    thumbnail: (id, number) => thumbnails.read(id, number),
    tiles: async (id, number) => {
      const page = await pageOf(id, number);
      if (!page) return undefined;
      const size = await pool.pageSize({ film: page.film, printer: page.printer });
      return { ...size, tileSize, minLevel, maxLevel: maxLevelOf(size), version: versionOf(page) };
    },
    tile: async (id, number, address) => {
      const page = await pageOf(id, number);
      if (!page) return undefined;
      const key = `${id} ${number} ${versionOf(page)}`;
      const { level, x, y } = address;
      // The first tile that a viewer requests is answered before the page is rendered in full.
      if (level === minLevel && x === 0 && y === 0 && !tiles.has(key)) {
        const size = await pool.pageSize({ film: page.film, printer: page.printer });
        const width = levelsOf(size)[0]?.width ?? size.width;
        // Narrower pictures are not rendered: the page is cut from its levels.
        if (width >= 16 && width < size.width) return png(page, width);
      }
      return tile(page, key, address);
    },
  };

  const removeJob = (id: string) => {
    Promise.all([tiles.removeJob(id), thumbnails.removeJob(id)]).catch((error: unknown) => {
      log.warn('pictures.not-removed', { job: id, error: messageOf(error) });
    });
  };
  const unsubscribe = spool.onChange((job, before) => {
    if (job.payloadRemovedAt && !before?.payloadRemovedAt) removeJob(job.id);
    else if (job.document && !before?.document) thumbnails.rendered(job.id, job.document.pages);
  });
  void thumbnails.removeOrphans().catch((error: unknown) => {
    log.warn('pictures.not-removed', { error: messageOf(error) });
  });
  return {
    pictures,
    close: async () => {
      unsubscribe();
      await thumbnails.close();
    },
  };
}
