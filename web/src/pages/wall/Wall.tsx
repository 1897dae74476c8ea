// A screen in the corridor: the state of each printer and how many films wait, legible from afar. It shows no data of films and
// patients, and has no actions.
import { CircleCheck, CircleQuestionMark, OctagonAlert, Pause, TriangleAlert, WifiOff } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../data/client.ts';
import { clockOffset, live } from '../../data/events/live.ts';
import { keys } from '../../data/keys.ts';
import { printerState, troubledDevice } from '../../data/printer-states.ts';
import { useStatus, useStore } from '../../data/queries.ts';
import type { ApiPrinter } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/ages.ts';
import { classes } from '../../lib/classes.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Skeleton } from '../../ui/Panel.tsx';
import styles from './Wall.module.css';

const icons = {
  ready: CircleCheck,
  paused: Pause,
  warning: TriangleAlert,
  failure: OctagonAlert,
  unknown: CircleQuestionMark,
} as const;

export default function Wall() {
  const { t, duration } = useTexts();
  useTitle(t('wall.name'));
  const now = useSeconds();
  const { isStale, newsAt } = useStore(live);
  const { data: status, error, refetch } = useStatus();
  if (status === undefined) {
    if (error === null) return <Skeleton rows={8} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const age = ageOf(now - newsAt);
  return (
    <main className={styles.wall}>
      <header className={styles.head}>
        <h1>{t('printers.name')}</h1>
        <Clock now={now} />
      </header>
      {isStale && (
        <p className={styles.stale} role="status">
          <WifiOff aria-hidden />
          {t('stale.sentence', { age: duration(age.value, age.unit) })}
        </p>
      )}
      <ul className={classes(styles.tiles, isStale && styles.old)}>
        {status.printers.map((printer) => (
          <Tile
            key={printer.aeTitle}
            printer={printer}
            printing={status.printing.filter((job) => job.printer === printer.aeTitle).length}
          />
        ))}
      </ul>
    </main>
  );
}

function Tile({ printer, printing }: { readonly printer: ApiPrinter; readonly printing: number }) {
  const { t } = useTexts();
  const state = printerState(printer);
  const Icon = icons[state];
  const trouble = troubledDevice(printer.devices);
  // What a device says in its own words may name anything: only the known sentences are shown.
  const sentence = trouble === undefined || trouble.message.code === 'device.text' ? '' : trouble.detail;
  return (
    <li className={classes(styles.tile, styles[state])}>
      <h2>
        <bdi>{printer.aeTitle}</bdi>
      </h2>
      <p className={styles.state}>
        <Icon aria-hidden strokeWidth={2.25} />
        {t(`printer.state.${state}`)}
      </p>
      {sentence !== '' && (
        <p className={styles.sentence}>
          <bdi lang="en" dir="ltr">
            {sentence}
          </bdi>
        </p>
      )}
      <p className={styles.queue}>
        {t('wall.waiting', { count: printer.jobsWaiting })}
        {printing > 0 && ` · ${t('wall.printing', { count: printing })}`}
      </p>
    </li>
  );
}

/** The clock of the server, in its time zone. */
function Clock({ now }: { readonly now: number }) {
  const { t, locale } = useTexts();
  const offset = useStore(clockOffset);
  const { data } = useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => call('GET /api/me', { signal }),
  });
  const at = new Date(now + offset);
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(data === undefined ? {} : { timeZone: data.timeZone }),
  });
  return (
    <time className={styles.clock} dateTime={at.toISOString()} title={t('wall.clock')}>
      {clock.format(at)}
    </time>
  );
}

/** The time of this machine, renewed each second. */
function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
