// The options of a reprint, checked against the job and the printer that prints it.
import type { ReprintRequest } from '../../console/ports/requests.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { filmSizeOf } from '../../shared/film/film-sizes.ts';
import type { Printer } from '../../shared/film/printer.ts';
import type { ReprintOptions } from '../../spool/job/actions.ts';
import type { Job } from '../../spool/job/job-types.ts';

type Offer = Pick<Printer, 'aeTitle' | 'maxCopies' | 'filmSizes' | 'customFilmSizes'>;

/**
 * @param printer undefined: not configured, which the spool refuses
 * @throws RequestRefusal `bad-request` with the key, what was found and what is allowed
 */
export function reprintOptions(
  { filmSize, pages, ...requested }: ReprintRequest,
  source: Pick<Job, 'id' | 'films'>,
  printer: Offer | undefined,
): ReprintOptions {
  const { copies } = requested;
  if (printer && copies !== undefined && copies > printer.maxCopies)
    throw new RequestRefusal(
      'bad-request',
      `copies is ${copies}; must be 1 to ${printer.maxCopies} on ${printer.aeTitle}`,
    );
  const { length } = source.films;
  const missing = pages?.find((page) => page > length);
  if (missing !== undefined)
    throw new RequestRefusal(
      'bad-request',
      `pages has ${missing}; job ${source.id} has ${length === 1 ? '1 page' : `pages 1 to ${length}`}`,
    );
  if (printer && filmSize !== undefined && !printer.filmSizes.includes(filmSize))
    throw new RequestRefusal(
      'bad-request',
      `filmSize is ${JSON.stringify(filmSize)}; must be one of ${printer.filmSizes.join(', ')} on ${printer.aeTitle}`,
    );
  return {
    ...requested,
    ...(pages && { pages: [...new Set(pages)].sort((a, b) => a - b) }),
    ...(filmSize === undefined ? {} : { filmSize: filmSizeOf(filmSize, printer ?? { filmSizes: [] }) }),
  };
}
