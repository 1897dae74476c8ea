// Resolves abbreviated job ids: the first characters identify a job if no other id begins with them.
import { ambiguousJob, maxCounted } from '../spool/job/ids.ts';
import type { ConsolePorts } from './ports.ts';
import { RequestRefusal, UnknownJobRefusal } from '../shared/errors/request-refusals.ts';

/**
 * The result of `ask` for the job with this id or, if there is none, for the only job whose id begins with it.
 * @param ask throws UnknownJobRefusal
 * @throws UnknownJobRefusal; RequestRefusal ambiguous-id
 */
export async function ofJob<T>(
  { jobs }: Pick<ConsolePorts, 'jobs'>,
  given: string,
  ask: (id: string) => Promise<T>,
): Promise<T> {
  try {
    return await ask(given);
  } catch (error) {
    if (!(error instanceof UnknownJobRefusal)) throw error;
    const candidates = await jobs({ idBeginning: given.toLowerCase(), limit: maxCounted + 1 });
    const [only] = candidates;
    if (only === undefined) throw error;
    if (candidates.length > 1)
      throw new RequestRefusal(
        'ambiguous-id',
        ambiguousJob(
          given,
          candidates.map(({ id }) => id),
        ),
      );
    return ask(only.id);
  }
}
