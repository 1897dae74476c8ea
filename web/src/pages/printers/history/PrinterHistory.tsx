// What happened to a printer: its states over time, its films per day, and what users did with it, newest first.
import { Message } from '../../../features/message/Message.tsx';
import { usePrinterHistory } from '../../../data/queries/printer-queries.ts';
import { useServerTime } from '../../../data/queries/queries.ts';
import type { ApiAction, ApiPrinter } from '../../../data/types.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Empty, Panel, Skeleton } from '../../../ui/display/Panel.tsx';
import { FilmsPerDay } from './FilmsPerDay.tsx';
import { StateTimeline } from './StateTimeline.tsx';
import styles from './PrinterHistory.module.css';

const known = ['pause', 'resume', 'move-queue'] as const;

export function PrinterHistory({ printer: { aeTitle } }: { readonly printer: ApiPrinter }) {
  return (
    <div className={styles.parts}>
      <StateTimeline aeTitle={aeTitle} />
      <FilmsPerDay aeTitle={aeTitle} />
      <UserActions aeTitle={aeTitle} />
    </div>
  );
}

function UserActions({ aeTitle }: { readonly aeTitle: string }) {
  const { t } = useTexts();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePrinterHistory(aeTitle);
  if (data === undefined) {
    if (error === null) return <Skeleton rows={4} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const actions = data.pages.flatMap((page) => page.actions);
  return (
    <Panel title={t('timeline.actions')}>
      {actions.length === 0 ? (
        <Empty sentence={t('printers.history.empty')} />
      ) : (
        <ol>
          {actions.map((action, index) => (
            <HistoryRow key={actions.length - index} action={action} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <p className={styles.more}>
          <Button
            label={t('printers.history.older')}
            isPending={isFetchingNextPage}
            onPress={() => void fetchNextPage()}
          />
        </p>
      )}
    </Panel>
  );
}

function HistoryRow({ action: { at, who, action, detail, message } }: { readonly action: ApiAction }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const name = known.find((one) => one === action);
  return (
    <li className={styles.row}>
      <time dateTime={at} className={styles.time}>
        {time(at, now)}
      </time>
      <strong>{name === undefined ? action : t(`printers.action.${name}`)}</strong>
      <bdi className={styles.who}>{who}</bdi>
      <span className={styles.detail}>
        <Message said={message} english={detail} />
      </span>
    </li>
  );
}
