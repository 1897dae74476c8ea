// A screen in the corridor: the state of each printer and how many films wait, legible from afar. It shows no data of films and
// patients, and has no actions.
import { CircleCheck, CircleQuestionMark, OctagonAlert, Pause, TriangleAlert, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { clockOffset, live } from '../../data/events/live.ts';
import { useStore, useWall } from '../../data/queries/queries.ts';
import type { ApiWall } from '../../data/types.ts';
import { Message } from '../../features/message/Message.tsx';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/text/ages.ts';
import { classes } from '../../lib/classes.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
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
  const { data: wall, error, refetch } = useWall();
  if (wall === undefined) {
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
        {wall.printers.map((printer) => (
          <Tile key={printer.aeTitle} printer={printer} />
        ))}
      </ul>
    </main>
  );
}

function Tile({ printer }: { readonly printer: ApiWall['printers'][number] }) {
  const { t } = useTexts();
  const { aeTitle, state, problem, waiting, printing } = printer;
  const Icon = icons[state];
  return (
    <li className={classes(styles.tile, styles[state])}>
      <h2>
        <bdi>{aeTitle}</bdi>
      </h2>
      <p className={styles.state}>
        <Icon aria-hidden strokeWidth={2.25} />
        {t(`printer.state.${state}`)}
      </p>
      {/* What a device says in its own words may name anything: the server sends none of it. */}
      {problem !== null && problem !== 'device.text' && problem !== 'device.ready' && (
        <p className={styles.sentence}>
          <Message said={{ code: problem, params: {} }} english="" />
        </p>
      )}
      <p className={styles.queue}>
        {t('wall.waiting', { count: waiting })}
        {printing > 0 && ` · ${t('wall.printing', { count: printing })}`}
      </p>
    </li>
  );
}

/** The clock of the server, in its time zone. */
function Clock({ now }: { readonly now: number }) {
  const { t, clock } = useTexts();
  const offset = useStore(clockOffset);
  const at = new Date(now + offset);
  return (
    <time className={styles.clock} dateTime={at.toISOString()} title={t('wall.clock')}>
      {clock(at)}
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
