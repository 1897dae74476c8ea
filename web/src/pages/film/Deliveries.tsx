// The deliveries of a job: each destination with its attempts, its last error and the receipt of the device.
import { shownState } from '../../data/states/job-states.ts';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import { Message } from '../../features/message/Message.tsx';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiDelivery, ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import styles from './Film.module.css';

/** The message of the job explains a delivery that has not ended; an ended one has its own. */
const facts = (delivery: ApiDelivery, job: ApiJob) =>
  delivery.state === job.state
    ? { state: delivery.state, reason: job.reason }
    : { state: delivery.state, reason: 'delivering' as const };

export function Deliveries({ job }: { readonly job: ApiJob }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const isCancelled = shownState(job) === 'cancelled';
  return (
    <ul className={styles.rows}>
      {job.deliveries.map((delivery) => (
        <li key={delivery.destination}>
          <div className={styles.row}>
            <strong>
              <bdi>{delivery.destination}</bdi>
            </strong>
            <StateBadge job={isCancelled ? job : facts(delivery, job)} />
            {delivery.finishedAt !== null && (
              <time dateTime={delivery.finishedAt}>{time(delivery.finishedAt, now)}</time>
            )}
          </div>
          <span className={styles.muted}>
            {t('delivery.attempts', { count: delivery.attempts })}
            {!delivery.required && ` · ${t('delivery.best-effort')}`}
            {delivery.notBefore !== null &&
              ` · ${t('delivery.next', { time: time(delivery.notBefore, now) })}`}
          </span>
          {(delivery.lastError !== null || delivery.detail !== null) && (
            <span>
              <Message said={delivery.message} english={delivery.lastError ?? delivery.detail ?? ''} />
            </span>
          )}
          {delivery.receipt !== null && (
            <span className={styles.muted}>
              {t('delivery.receipt')} <bdi dir="ltr">{delivery.receipt}</bdi>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
