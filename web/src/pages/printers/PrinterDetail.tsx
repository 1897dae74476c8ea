// One printer: its state in words, its actions, and four parts, each with a path: queue, media, history, settings.
import { ChevronLeft, CornerUpRight, Pause, Play, Printer as PrinterIcon } from 'lucide-react';
import { Link } from 'wouter';
import { Message } from '../../features/message/Message.tsx';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { PageBoundary } from '../../features/shell/PageBoundary.tsx';
import { PrinterBadge } from '../../features/printer/PrinterBadge.tsx';
import { useServerTime } from '../../data/queries/queries.ts';
import type { ApiDevice, ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { printerPath, routes } from '../../lib/paths.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { PrinterHistory } from './history/PrinterHistory.tsx';
import { PrinterMedia } from './PrinterMedia.tsx';
import { PrinterQueue } from './PrinterQueue.tsx';
import { PrinterSettings } from './PrinterSettings.tsx';
import styles from './PrinterDetail.module.css';

const parts = ['queue', 'media', 'history', 'settings'] as const;
export type PrinterPart = (typeof parts)[number];

export const isPart = (name: string): name is PrinterPart => parts.some((part) => part === name);

const contents = {
  queue: PrinterQueue,
  media: PrinterMedia,
  history: PrinterHistory,
  settings: PrinterSettings,
} as const;

export interface PrinterDetailProps {
  readonly printer: ApiPrinter;
  readonly part: PrinterPart;
}

export function PrinterDetail({ printer, part }: PrinterDetailProps) {
  const { t } = useTexts();
  const { aeTitle, name, devices } = printer;
  const Content = contents[part];
  return (
    <article className={styles.detail} aria-label={aeTitle}>
      <Link href={routes.printers} className={styles.back}>
        <ChevronLeft size={16} aria-hidden />
        {t('printers.name')}
      </Link>
      <header className={styles.head}>
        <div className={styles.names}>
          <h1>
            <bdi>{aeTitle}</bdi>
          </h1>
          <PrinterBadge printer={printer} />
          {name !== aeTitle && (
            <span className={styles.name} dir="auto">
              {name}
            </span>
          )}
        </div>
        <PrinterButtons printer={printer} />
      </header>
      <Sentences printer={printer} devices={devices} />
      <nav aria-label={t('printers.parts', { printer: aeTitle })} className={styles.parts}>
        {parts.map((one) => (
          <Link
            key={one}
            href={printerPath(aeTitle, one)}
            className={classes(styles.part, one === part && styles.here)}
            {...(one === part ? { 'aria-current': 'page' as const } : {})}
          >
            {t(`printers.part.${one}`)}
          </Link>
        ))}
      </nav>
      <section aria-label={t(`printers.part.${part}`)} className={styles.content}>
        <PageBoundary key={part}>
          <Content printer={printer} />
        </PageBoundary>
      </section>
    </article>
  );
}

function PrinterButtons({ printer: { aeTitle, paused, jobsWaiting } }: { readonly printer: ApiPrinter }) {
  const { t } = useTexts();
  const { run, chooseMove, isPending } = useActions();
  return (
    <div className={styles.buttons}>
      <Button
        label={t(paused ? 'action.resume' : 'action.pause')}
        icon={paused ? Play : Pause}
        isPending={isPending(aeTitle)}
        onPress={() => {
          run({ kind: paused ? 'resume' : 'pause', printer: aeTitle });
        }}
      />
      {jobsWaiting > 0 && (
        <Button
          label={t('action.move-queue')}
          icon={CornerUpRight}
          onPress={() => {
            chooseMove({ kind: 'queue', printer: aeTitle });
          }}
        />
      )}
      <Button
        label={t('action.test-page')}
        icon={PrinterIcon}
        onPress={() => {
          run({ kind: 'test-page', printer: aeTitle });
        }}
      />
    </div>
  );
}

interface SentencesProps {
  readonly printer: ApiPrinter;
  readonly devices: readonly ApiDevice[];
}

/** Why the printer does not print, or soon will not: the pause, and each device with a problem. */
function Sentences({ printer, devices }: SentencesProps) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const troubled = devices.filter(({ status }) => status !== 'NORMAL');
  if (!printer.paused && !printer.removal && troubled.length === 0) return null;
  return (
    <div className={styles.sentences}>
      {printer.removal && <p>{t('printers.removing')}</p>}
      {printer.paused && (
        <p>
          {t('printer.paused-by', { user: printer.pausedBy ?? t('printer.someone') })}{' '}
          {printer.pausedAt !== null && (
            <span className={styles.since}>{t('printers.since', { time: time(printer.pausedAt, now) })}</span>
          )}
        </p>
      )}
      {troubled.map(({ destination, detail, message, since }) => (
        <p key={destination}>
          {devices.length > 1 && (
            <>
              <bdi>{destination}</bdi>:{' '}
            </>
          )}
          <Message said={message} english={detail} />{' '}
          {since !== null && (
            <span className={styles.since}>{t('printers.since', { time: time(since, now) })}</span>
          )}
        </p>
      ))}
    </div>
  );
}
