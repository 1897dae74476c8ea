// The printers: a list with states, and beside it the chosen one. On narrow screens one of the two. Start at `Printers`.
import { Link, useParams } from 'wouter';
import { PrinterBadge } from '../../features/printer/PrinterBadge.tsx';
import { useStatus } from '../../data/queries/queries.ts';
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { printerPath, routes } from '../../lib/paths.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import { isPart, PrinterDetail } from './PrinterDetail.tsx';
import styles from './Printers.module.css';

export function Printers() {
  const { t } = useTexts();
  const { aeTitle, part = 'queue' } = useParams<{ aeTitle?: string; part?: string }>();
  useTitle(aeTitle === undefined ? t('printers.name') : `${aeTitle} – ${t('printers.name')}`);
  const { data, error, refetch } = useStatus();
  if (data === undefined) {
    if (error === null) return <Skeleton rows={8} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const { printers } = data;
  // The heading of the page is that of the printer, once one is chosen.
  const Title = aeTitle === undefined ? 'h1' : 'p';
  const shown = aeTitle === undefined ? printers[0] : printers.find((one) => one.aeTitle === aeTitle);
  if (printers.length === 0)
    return (
      <Empty sentence={t('printers.empty')}>
        <Link href={routes.addPrinter}>{t('printers.add')}</Link>
      </Empty>
    );
  return (
    <div className={classes(styles.page, aeTitle !== undefined && styles.chosen)}>
      <nav aria-label={t('printers.name')} className={styles.list}>
        <Title className={styles.title}>{t('printers.name')}</Title>
        <ul>
          {printers.map((printer) => (
            <li key={printer.aeTitle}>
              <PrinterRow printer={printer} isHere={printer === shown} />
            </li>
          ))}
        </ul>
        <Link href={routes.addPrinter} className={styles.wall}>
          {t('printers.add')}
        </Link>
        <Link href={routes.wall} className={styles.wall}>
          {t('wall.open')}
        </Link>
      </nav>
      <div className={styles.detail}>
        {shown === undefined || !isPart(part) ? (
          <Empty
            sentence={
              shown === undefined ? t('printers.none', { printer: aeTitle ?? '' }) : t('not-found.sentence')
            }
          >
            <Link href={routes.printers}>{t('printers.name')}</Link>
          </Empty>
        ) : (
          <PrinterDetail key={shown.aeTitle} printer={shown} part={part} />
        )}
      </div>
    </div>
  );
}

function PrinterRow({ printer, isHere }: { readonly printer: ApiPrinter; readonly isHere: boolean }) {
  const { t } = useTexts();
  const { aeTitle, name, jobsWaiting } = printer;
  return (
    <Link
      href={printerPath(aeTitle)}
      className={classes(styles.row, isHere && styles.here)}
      {...(isHere ? { 'aria-current': 'true' as const } : {})}
    >
      <strong className={styles.aeTitle}>
        <bdi>{aeTitle}</bdi>
      </strong>
      <PrinterBadge printer={printer} />
      <span className={styles.name} dir="auto">
        {name === aeTitle ? '' : name}
      </span>
      <span className={styles.waiting}>
        {jobsWaiting > 0 && t('printer.waiting', { count: jobsWaiting })}
      </span>
    </Link>
  );
}
