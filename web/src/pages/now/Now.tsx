// The overview: what requires attention, the printers, the queue and the last films. No action leaves the page.
import { useStatus } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Panel, Skeleton } from '../../ui/display/Panel.tsx';
import { PrinterCard } from '../../features/printer/PrinterCard.tsx';
import { QueueList } from '../../features/queue/QueueList.tsx';
import { FilmStrip } from './FilmStrip.tsx';
import { TodoList } from './TodoList.tsx';
import styles from './Now.module.css';

export function Now() {
  const { t, number } = useTexts();
  useTitle(t('now.name'));
  const { data: status, error, refetch } = useStatus();
  if (status === undefined) {
    if (error === null) return <Skeleton rows={8} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const queue = [...status.printing, ...status.next];
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('now.title')}</h1>
      {status.todo.length > 0 && (
        <Panel title={t('todo.title')} aside={number(status.todo.length)}>
          <TodoList todo={status.todo} printers={status.printers} jobs={[...queue, ...status.last]} />
        </Panel>
      )}
      <div className={styles.columns}>
        <Panel title={t('printers.name')} isPlain>
          <ul className={styles.cards}>
            {status.printers.map((printer) => (
              <li key={printer.aeTitle}>
                <PrinterCard printer={printer} />
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={t('queue.title')} aside={number(status.waiting + status.printing.length)}>
          <QueueList jobs={queue} waiting={status.waiting} />
        </Panel>
      </div>
      <Panel title={t('last.title')}>
        <FilmStrip jobs={status.last} printers={status.printers} />
      </Panel>
    </div>
  );
}
