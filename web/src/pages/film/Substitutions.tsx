// Requested and used values, a row per attribute; differences first.
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { Empty } from '../../ui/display/Panel.tsx';
import styles from './Film.module.css';

export function Substitutions({ job }: { readonly job: Pick<ApiJob, 'asked'> }) {
  const { t, has } = useTexts();
  const rows = job.asked ?? [];
  const word = (attribute: string) => {
    const key = `film.asked.${attribute}`;
    return has(key) ? t(key) : <bdi lang="en">{attribute}</bdi>;
  };
  return (
    <>
      {rows.every(({ asked }) => asked === null) && <Empty sentence={t('film.substitutions.none')} />}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('substitution.attribute')}</th>
            <th scope="col">{t('substitution.asked')}</th>
            <th scope="col">{t('substitution.used')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ attribute, asked, used, reason, images }, index) => (
            <tr key={index} className={classes(asked !== null && styles.differs)}>
              <th scope="row">
                {word(attribute)}
                {images !== undefined && (
                  <span className={styles.muted}> {t('substitution.images', { images })}</span>
                )}
              </th>
              <td>
                {asked === null ? (
                  <span className={styles.muted}>{t('film.asked.same')}</span>
                ) : (
                  <bdi>{asked}</bdi>
                )}
              </td>
              <td>
                <bdi>{used}</bdi>
                {reason !== null && (
                  <div className={styles.muted}>
                    <bdi lang="en">{reason}</bdi>
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
