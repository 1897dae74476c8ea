// The calibration of a printer on a medium: its state in words, the wizard, the calibration in use, and the history.
import { FileDown, Ruler } from 'lucide-react';
import { useState } from 'react';
import {
  accept,
  saveDocument,
  useCalibration,
  type ApiCalibrationDetail,
  type ApiMeasurement,
  type PrinterMedium,
} from '../../data/queries/quality.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { ageOf } from '../../lib/text/ages.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { Empty, Panel, Skeleton } from '../../ui/display/Panel.tsx';
import { CalibrationWizard } from './CalibrationWizard.tsx';
import { MeasurementResult } from './MeasurementResult.tsx';
import { Problem } from './Problem.tsx';
import { CalibrationBadge } from './Quality.tsx';
import { useTask } from './use-task.ts';
import styles from './Quality.module.css';

export interface PartProps {
  readonly of: PrinterMedium;
  /** Whether the printer is configured for this medium now. */
  readonly isLoaded: boolean;
}

export function CalibrationPart({ of, isLoaded }: PartProps) {
  const { t } = useTexts();
  const { data, error, refetch } = useCalibration(of);
  /** The wizard: closed, at its beginning, or at the result of a measurement. */
  const [wizard, setWizard] = useState<{ readonly measured?: ApiMeasurement }>();
  const task = useTask();
  if (data === undefined) {
    if (error === null) return <Skeleton rows={6} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  return (
    <Panel title={t('quality.calibration')} aside={<CalibrationBadge state={data.state} />}>
      <div className={styles.body}>
        <Sentence detail={data} />
        {data.shared !== null && (
          <p className={styles.muted} lang="en" dir="ltr">
            {data.shared}
          </p>
        )}
        {wizard === undefined ? (
          <>
            <div className={styles.buttons}>
              {isLoaded && (
                <Button
                  label={t('quality.calibrate')}
                  icon={Ruler}
                  kind="primary"
                  onPress={() => {
                    setWizard({});
                  }}
                />
              )}
              {data.id !== null && (
                <Button
                  label={t('quality.report')}
                  icon={FileDown}
                  isPending={task.isRunning}
                  onPress={() => {
                    task.start(() => saveDocument(of, { report: data.id ?? '' }));
                  }}
                />
              )}
            </div>
            {data.open.map((one) => (
              <p key={one.id} className={styles.open}>
                <span>{t('quality.open', { user: one.measuredBy, file: one.source.file })}</span>
                <Button
                  label={t('quality.look')}
                  onPress={() => {
                    setWizard({ measured: one });
                  }}
                />
              </p>
            ))}
            <Problem sentence={task.problem} />
            {data.current !== null && <MeasurementResult measured={data.current} />}
            <History of={of} detail={data} />
          </>
        ) : (
          <CalibrationWizard
            of={of}
            inUse={data.id}
            measured={wizard.measured}
            onClose={() => {
              setWizard(undefined);
            }}
          />
        )}
      </div>
    </Panel>
  );
}

/** The calibration in use: since when, by whom, and when it expires. */
function Sentence({ detail }: { readonly detail: ApiCalibrationDetail }) {
  const { t, day, duration } = useTexts();
  const now = useServerTime();
  const { state, measuredAt, measuredBy, acceptedBy, expiresAt } = detail;
  if (measuredAt === null) return <p>{t(state === 'configured' ? 'quality.configured' : 'quality.none')}</p>;
  const age = ageOf(now.getTime() - Date.parse(measuredAt));
  return (
    <p>
      {t('quality.measured', {
        day: day(measuredAt),
        age: duration(age.value, age.unit),
        user: measuredBy === null || measuredBy === '' ? t('printer.someone') : measuredBy,
        other: acceptedBy === null || acceptedBy === '' ? t('printer.someone') : acceptedBy,
      })}{' '}
      {expiresAt !== null &&
        t(state === 'expired' ? 'quality.expired-on' : 'quality.expires-on', { day: day(expiresAt) })}
    </p>
  );
}

interface HistoryProps {
  readonly of: PrinterMedium;
  readonly detail: ApiCalibrationDetail;
}

function History({ of, detail }: HistoryProps) {
  const { t, day, number } = useTexts();
  const task = useTask();
  const [asked, setAsked] = useState<string>();
  const { history, id: inUse } = detail;
  if (history.length === 0) return null;
  return (
    <div className={styles.section}>
      <h3>{t('quality.history')}</h3>
      <div className={styles.scroll} role="region" aria-label={t('quality.history')} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('quality.column.measured')}</th>
              <th scope="col">{t('quality.column.by')}</th>
              <th scope="col">{t('quality.column.accepted')}</th>
              <th scope="col">{t('quality.column.from')}</th>
              <th scope="col">{t('quality.column.densities')}</th>
              <th scope="col">{t('quality.column.deviation')}</th>
              <th scope="col">{t('quality.column.action')}</th>
            </tr>
          </thead>
          <tbody>
            {history.map((past, index) => (
              <tr key={history.length - index}>
                <th scope="row">{day(past.measuredAt)}</th>
                <td>
                  <bdi>{past.measuredBy}</bdi>
                </td>
                <td>
                  <bdi>{past.acceptedBy}</bdi>
                </td>
                <td>
                  <bdi>{past.file}</bdi>
                </td>
                <td>{`${od(past.dmin, number)} – ${od(past.dmax, number)}`}</td>
                <td>{t('quality.percent', { value: number(Math.round(past.after * 1000) / 10) })}</td>
                <td>
                  {past.id === inUse
                    ? index === 0 && t('quality.in-use')
                    : past.complete && (
                        <Button
                          label={t('quality.return')}
                          isPending={task.isRunning}
                          onPress={() => {
                            setAsked(past.id);
                          }}
                        />
                      )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Problem sentence={task.problem} />
      {asked !== undefined && (
        <Confirmation
          title={t('quality.return.title')}
          sentence={t('quality.return.sentence')}
          keepLabel={t('quality.keep')}
          doLabel={t('quality.return')}
          onDo={() => {
            task.start(() => accept(of, asked, inUse));
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </div>
  );
}

/** A density with two decimals. */
export const od = (density: number, number: (value: number) => string): string =>
  number(Math.round(density * 100) / 100);
