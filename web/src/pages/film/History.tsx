// The history of a job: actions of users, newest first.
import { Message } from '../../features/message/Message.tsx';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiAction } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Empty } from '../../ui/display/Panel.tsx';
import styles from './Film.module.css';

export function History({ actions }: { readonly actions: readonly ApiAction[] }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  if (actions.length === 0) return <Empty sentence={t('film.history.none')} />;
  return (
    <ul className={styles.rows}>
      {actions.toReversed().map(({ at, who, detail, message }, index) => (
        <li key={index}>
          <div className={styles.row}>
            <strong>
              <bdi>{who}</bdi>
            </strong>
            <time dateTime={at} className={styles.muted}>
              {time(at, now)}
            </time>
          </div>
          <Message said={message} english={detail} />
        </li>
      ))}
    </ul>
  );
}
