// The input of `hardcopy render`: films and their pixels, from a job or a folder.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SetupFailure } from '../../shared/errors/errors.ts';
import type { Film } from '../../shared/film/film.ts';
import type { LineFacts } from '../../render/layout/printer-lines.ts';

export interface RenderSource {
  readonly films: readonly Film[];
  readonly blobPaths: Readonly<Record<string, string>>;
  /** The job of the films; undefined for a folder. `printer` is the AE title. */
  readonly job: (LineFacts & { readonly printer: string }) | undefined;
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** A fixed time, so that equal folders make equal documents. */
const timeOfFolders = '2000-01-01T00:00:00.000Z';

/**
 * Calls `use` with the films; files unpacked for it are removed afterwards.
 * @param what - a folder with a film.json, or the id of a job in the data folder `data`, or its first characters
 * @throws SetupFailure `usage` when it is neither; what `use` throws.
 */
export async function withFilms(
  what: string,
  data: string,
  use: (source: RenderSource) => Promise<void>,
): Promise<void> {
  if (!existsSync(what)) {
    if (!/^[0-9a-z]+$/i.test(what)) {
      throw new SetupFailure('usage', `${what} is neither an existing folder nor the id of a job`);
    }
    const { withJobFilms } = await import('../../spool/job-films.ts');
    await withJobFilms(data, what, async ({ films, blobPaths, ...job }) => {
      const { sessionLabel, callingAeTitle, createdAt } = job;
      const title = sessionLabel ?? `Film from ${callingAeTitle}`;
      await use({ films, blobPaths, job, title, createdAt });
    });
    return;
  }
  if (!existsSync(path.join(what, 'film.json'))) {
    throw new SetupFailure('usage', `${what} has no film.json: name a folder that describes a film`);
  }
  const blobs = await mkdtemp(path.join(tmpdir(), 'hardcopy-render-'));
  try {
    const { readFilmFolder, toFilm } = await import('../../shared/film/film-folder.ts');
    const folder = await readFilmFolder(what);
    const { film, blobPaths } = await toFilm(folder, blobs);
    const { title } = folder.description;
    await use({ films: [film], blobPaths, job: undefined, title, createdAt: timeOfFolders });
  } finally {
    await rm(blobs, { recursive: true, force: true });
  }
}
