// What was asked for and what was used instead, a row for each.
import type { ApiJob } from '../../data/types.ts';
import { Message } from '../../features/message/Message.tsx';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Empty } from '../../ui/Panel.tsx';
import styles from './Film.module.css';

export function Substitutions({ job }: { readonly job: Pick<ApiJob, 'substitutions'> }) {
  const { t } = useTexts();
  if (job.substitutions.length === 0) return <Empty sentence={t('film.substitutions.none')} />;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('substitution.attribute')}</th>
          <th scope="col">{t('substitution.asked')}</th>
          <th scope="col">{t('substitution.used')}</th>
        </tr>
      </thead>
      <tbody>
        {job.substitutions.map(({ attribute, requested, used, reason, message, images }, index) => (
          <tr key={index}>
            <th scope="row">
              <bdi lang="en">{attribute}</bdi>
              {images !== undefined && (
                <span className={styles.muted}> {t('substitution.images', { images })}</span>
              )}
            </th>
            <td>
              <bdi>{requested}</bdi>
            </td>
            <td>
              <bdi>{used}</bdi>
              <div className={styles.muted}>
                {message === undefined ? (
                  <bdi lang="en">{reason}</bdi>
                ) : (
                  <Message said={message} english={reason} />
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
