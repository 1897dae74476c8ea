// The progress line of `hardcopy print`.
import type { PrintJobPlan } from '../../print-scu/job/print-job.ts';
import type { PrintProgress } from '../../print-scu/print-run.ts';
import { unreachable } from '../../shared/errors/errors.ts';

export function progressLine(plan: PrintJobPlan, progress: PrintProgress): string {
  const films = plan.films.length;
  switch (progress.kind) {
    case 'associated':
      return `connected${progress.printer?.name === undefined ? '' : ` with ${progress.printer.name}`}`;
    case 'image': {
      const images = plan.films[progress.film - 1]?.images.length ?? 0;
      return `film ${progress.film} of ${films}, image ${progress.image} of ${images}: ${progress.name}`;
    }
    case 'printed':
      return `film ${progress.film} of ${films} accepted`;
    case 'job':
      return `${progress.job.status} ${progress.job.info}`;
    default:
      throw unreachable(progress);
  }
}
