// The result of one control with what to do, and the list of all controls with their notes.
import { CircleCheck, CircleQuestionMark, OctagonAlert } from 'lucide-react';
import { useState } from 'react';
import {
  noteControl,
  setReference,
  type ApiControlDetail,
  type ApiControlRecord,
  type PrinterMedium,
} from '../../data/queries/quality.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { Problem } from './Problem.tsx';
import { useTask } from './use-task.ts';
import styles from './Quality.module.css';

function ResultBadge({ passed }: Pick<ApiControlRecord, 'passed'>) {
  const { t } = useTexts();
  if (passed === null)
    return <Badge tone="idle" icon={CircleQuestionMark} word={t('quality.result.not-judged')} />;
  return passed ? (
    <Badge tone="ok" icon={CircleCheck} word={t('quality.result.passed')} />
  ) : (
    <Badge tone="failure" icon={OctagonAlert} word={t('quality.result.failed')} />
  );
}

interface ControlResultProps {
  readonly record: ApiControlRecord;
  readonly of: PrinterMedium;
}

/** What failed, what to do, and a field for the correction. */
export function ControlResult({ record, of }: ControlResultProps) {
  const { t, number } = useTexts();
  const task = useTask();
  const [text, setText] = useState('');
  const failed = record.values.filter(({ passed }) => passed === false);
  return (
    <section aria-label={t('quality.result.title')} className={styles.wizard}>
      <p className={styles.verdict}>
        <ResultBadge passed={record.passed} />
        <span>
          {t(
            `quality.result.sentence.${record.passed === null ? 'none' : record.passed ? 'passed' : 'failed'}`,
          )}
        </span>
      </p>
      {failed.length > 0 && (
        <ul>
          {failed.map(({ pValue, density, reference, limit }) => (
            <li key={pValue}>
              {t('quality.result.outside', {
                value: number(pValue),
                density: number(density),
                reference: number(reference ?? 0),
                limit: number(limit),
              })}
            </li>
          ))}
        </ul>
      )}
      {record.advice.map(({ code }) => (
        <p key={code} className={styles.advice}>
          {t(`quality.advice.${code}`)}
        </p>
      ))}
      {record.notes.length > 0 && <Notes record={record} />}
      {record.passed === false && (
        <div className={styles.note}>
          <Field label={t('quality.correction')} value={text} onChange={setText} maxLength={1000} />
          <Button
            label={t('quality.correction.add')}
            isPending={task.isRunning}
            isDisabled={text.trim() === ''}
            onPress={() => {
              task.start(async () => {
                await noteControl(of, record.id, { kind: 'correction', text: text.trim() });
                setText('');
              });
            }}
          />
        </div>
      )}
      <Problem sentence={task.problem} />
    </section>
  );
}

function Notes({ record }: { readonly record: ApiControlRecord }) {
  const { t } = useTexts();
  return (
    <ul className={styles.notes}>
      {record.notes.map(({ at, who, kind, text }) => (
        <li key={at + text}>
          {t(`quality.note.${kind}`, { user: who })} <span dir="auto">{text}</span>
        </li>
      ))}
    </ul>
  );
}

export interface ControlRecordsProps {
  /** Newest first. */
  readonly records: readonly ApiControlRecord[];
  readonly of: PrinterMedium;
  readonly reference: ApiControlDetail['reference'];
}

export function ControlRecords({ records, of, reference }: ControlRecordsProps) {
  const { t, time, number } = useTexts();
  const now = useServerTime();
  const task = useTask();
  const [asked, setAsked] = useState<string>();
  return (
    <div className={styles.section}>
      <h3>{t('quality.control.records')}</h3>
      <div className={styles.scroll} role="region" aria-label={t('quality.control.records')} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('quality.column.time')}</th>
              <th scope="col">{t('quality.control.kind')}</th>
              <th scope="col">{t('quality.column.by')}</th>
              <th scope="col">{t('quality.control.chart.white')}</th>
              <th scope="col">{t('quality.control.chart.black')}</th>
              <th scope="col">{t('quality.column.result')}</th>
              <th scope="col">{t('quality.column.notes')}</th>
              <th scope="col">{t('quality.column.action')}</th>
            </tr>
          </thead>
          <tbody>
            {records.map((record) => {
              const densityAt = (pValue: number) =>
                record.values.find((value) => value.pValue === pValue)?.density;
              return (
                <tr key={record.id}>
                  <th scope="row">{time(record.at, now)}</th>
                  <td>{t(`quality.control.kind.${record.kind}`)}</td>
                  <td>
                    <bdi>{record.who}</bdi>
                  </td>
                  <td>{number(densityAt(255) ?? 0)}</td>
                  <td>{number(densityAt(0) ?? 0)}</td>
                  <td>
                    <ResultBadge passed={record.passed} />
                  </td>
                  <td>
                    <Notes record={record} />
                  </td>
                  <td>
                    <Button
                      label={t('quality.reference.use')}
                      isPending={task.isRunning}
                      onPress={() => {
                        setAsked(record.id);
                      }}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Problem sentence={task.problem} />
      {asked !== undefined && (
        <Confirmation
          title={t('quality.reference.title')}
          sentence={t('quality.reference.sentence')}
          keepLabel={t('quality.keep')}
          doLabel={t('quality.reference.use')}
          onDo={() => {
            task.start(() => setReference(of, asked, reference?.id ?? null));
          }}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </div>
  );
}
