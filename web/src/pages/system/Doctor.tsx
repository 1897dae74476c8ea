// The findings of the doctor: problems first, each with what to do, then the checks that passed.
import { CircleCheck, OctagonX, RotateCw, TriangleAlert } from 'lucide-react';
import { useDoctor } from '../../data/queries/system-queries.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { Badge, type Tone } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Loaded } from '../../features/shell/Loaded.tsx';
import styles from './Doctor.module.css';

const looks = {
  ok: { tone: 'ok', icon: CircleCheck },
  warning: { tone: 'warning', icon: TriangleAlert },
  broken: { tone: 'failure', icon: OctagonX },
} as const satisfies Readonly<Record<string, { readonly tone: Tone; readonly icon: typeof CircleCheck }>>;

export function Doctor() {
  const { t, time, number } = useTexts();
  const now = useServerTime();
  const query = useDoctor();
  return (
    <Loaded query={query} rows={10}>
      {({ verdict, findings, at, ms }) => (
        <Panel
          title={t(`doctor.verdict.${verdict}`)}
          aside={
            <>
              <span>
                {t('doctor.ran', { time: time(at, now), seconds: number(Math.ceil(ms / 100) / 10) })}
              </span>
              <Button
                label={t('doctor.again')}
                icon={RotateCw}
                isPending={query.isFetching}
                onPress={() => void query.refetch()}
              />
            </>
          }
        >
          <ol className={styles.list}>
            {[...findings]
              .sort((a, b) => order[a.verdict] - order[b.verdict])
              .map(({ check, verdict: one, found, fix }, index) => (
                <li
                  key={`${check} ${found} ${index}`}
                  className={classes(styles.row, one !== 'ok' && styles.bad)}
                >
                  <Badge tone={looks[one].tone} icon={looks[one].icon} word={t(`doctor.${one}`)} />
                  <strong className={styles.check}>{t(`doctor.check.${check}`)}</strong>
                  <div lang="en" dir="ltr" className={styles.found}>
                    <p>{found}</p>
                    {fix !== null && <p className={styles.fix}>{fix}</p>}
                  </div>
                </li>
              ))}
          </ol>
        </Panel>
      )}
    </Loaded>
  );
}

const order = { broken: 0, warning: 1, ok: 2 } as const;
