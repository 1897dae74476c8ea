// A job's id of which only the first characters were given: what is asked of it is asked of the one job whose id begins so.
import { ambiguousJob, maxCounted } from '../spool/job/ids.ts';
import type { ConsolePorts } from './ports.ts';
import { RequestRefusal, UnknownJobRefusal } from '../shared/errors/request-refusals.ts';

/**
 * What `ask` answers for the job of this id, and where there is none for the job whose id begins so.
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
