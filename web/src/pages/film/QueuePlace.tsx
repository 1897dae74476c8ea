// Why a queued film waits: its printer is paused, or how many films are before it. Start at `QueuePlace`.
import { usePrinterQueue } from '../../data/queries/printer-queries.ts';
import { useServerTime, useStatus } from '../../data/queries/queries.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';

export function QueuePlace({ job }: { readonly job: Pick<ApiJob, 'id' | 'printer'> }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const printer = useStatus().data?.printers.find(({ aeTitle }) => aeTitle === job.printer);
  const queue = usePrinterQueue(job.printer).data?.jobs ?? [];
  const place = queue.findIndex(({ id }) => id === job.id);
  // Held films let others pass.
  const before = queue.slice(0, Math.max(0, place)).filter(({ reason }) => reason !== 'held');
  const films = before.reduce((sum, one) => sum + one.filmCount, 0);
  return (
    <>
      {printer?.paused === true && printer.pausedAt !== null && (
        <p>
          {t('film.queue.paused', {
            user: printer.pausedBy ?? '',
            printer: job.printer,
            time: time(printer.pausedAt, now),
          })}
        </p>
      )}
      {place >= 0 && <p>{t('film.queue.before', { count: films })}</p>}
    </>
  );
}
