// The constancy control of a printer on a medium: what is due, a new control, charts with limits, and all records.
import { ClipboardCheck, FileDown, Printer } from 'lucide-react';
import { useState } from 'react';
import {
  printTestTarget,
  saveDocument,
  useControl,
  type ApiControlDetail,
  type ApiControlRecord,
} from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Empty, Panel, Skeleton } from '../../ui/display/Panel.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import type { PartProps } from './CalibrationPart.tsx';
import { ControlCharts } from './ControlCharts.tsx';
import { ControlForm } from './ControlForm.tsx';
import { ControlRecords, ControlResult } from './ControlRecords.tsx';
import { Problem } from './Problem.tsx';
import { ControlBadge } from './Quality.tsx';
import { useTask } from './use-task.ts';
import styles from './Quality.module.css';

const periods = ['30', '90', '365'] as const;

export function ControlPart({ of, isLoaded }: PartProps) {
  const { t } = useTexts();
  const [days, setDays] = useState<(typeof periods)[number]>('90');
  const { data, error, refetch } = useControl(of, Number(days));
  const [isMeasuring, setMeasuring] = useState(false);
  const [made, setMade] = useState<ApiControlRecord>();
  const task = useTask();
  const { show } = useToasts();
  if (data === undefined) {
    if (error === null) return <Skeleton rows={6} label={t('shell.loading')} />;
    return (
      <Empty sentence={error instanceof Error ? error.message : t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const { reference, records, last } = data;
  // A failed newest control stays visible until it is corrected.
  const shown = made ?? (data.failing ? last : null);
  return (
    <Panel title={t('quality.control')} aside={<ControlBadge state={data} />}>
      <div className={styles.body}>
        <Standing detail={data} />
        {isMeasuring ? (
          <ControlForm
            of={of}
            steps={data.steps}
            onDone={(record) => {
              setMade(record);
              setMeasuring(false);
            }}
            onClose={() => {
              setMeasuring(false);
            }}
          />
        ) : (
          isLoaded && (
            <div className={styles.buttons}>
              <Button
                label={t('quality.control.test-target')}
                icon={Printer}
                isPending={task.isRunning}
                onPress={() => {
                  task.start(async () => {
                    await printTestTarget(of);
                    show({ text: t('done.calibration-target', { printer: of.aeTitle }) });
                  });
                }}
              />
              <Button
                label={t('quality.control.do')}
                icon={ClipboardCheck}
                kind="primary"
                onPress={() => {
                  setMeasuring(true);
                }}
              />
            </div>
          )
        )}
        <Problem sentence={task.problem} />
        {shown !== null && (
          <ControlResult
            // The record is loaded again after a note was added.
            record={records.find(({ id }) => id === shown.id) ?? shown}
            of={of}
          />
        )}
        {records.length === 0 ? (
          <p className={styles.muted}>{t('quality.control.empty')}</p>
        ) : (
          <>
            <div className={styles.buttons}>
              <Choice
                label={t('quality.control.period')}
                options={periods.map((id) => ({
                  id,
                  label: t('quality.control.days', { count: Number(id) }),
                }))}
                value={days}
                onChange={setDays}
              />
              {(['pdf', 'csv'] as const).map((format) => (
                <Button
                  key={format}
                  label={t(`quality.control.${format}`)}
                  icon={FileDown}
                  onPress={() => {
                    task.start(() => saveDocument(of, { record: format, days: Number(days) }));
                  }}
                />
              ))}
            </div>
            <ControlCharts records={records} steps={data.steps.weekly} />
            <ControlRecords records={records} of={of} reference={reference} />
          </>
        )}
      </div>
    </Panel>
  );
}

/** The reference, and when the next controls are due. */
function Standing({ detail }: { readonly detail: ApiControlDetail }) {
  const { t, day } = useTexts();
  const { reference, daily, weekly, limits } = detail;
  if (reference === null) return <p>{t('quality.control.no-reference')}</p>;
  const due = (one: ApiControlDetail['daily'], kind: 'daily' | 'weekly') =>
    one.on === null
      ? ''
      : t(
          `quality.control.${kind}.${one.state === 'overdue' ? 'overdue' : one.state === 'due' ? 'today' : 'on'}`,
          {
            day: day(`${one.on}T12:00:00`),
          },
        );
  return (
    <>
      <p>
        {t('quality.control.reference', { day: day(reference.at), user: reference.who })}{' '}
        {due(daily, 'daily')} {due(weekly, 'weekly')}
      </p>
      <p className={styles.muted}>
        {t('quality.control.limits', {
          dmin: limits.dmin,
          steps: limits.steps,
          outer: limits.outerSteps,
          dmax: limits.dmax,
        })}
      </p>
    </>
  );
}
