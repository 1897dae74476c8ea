// A new control: daily or weekly, by typed densities or by scans of the test target.
import { useState } from 'react';
import {
  recordControl,
  type ApiControlDetail,
  type ApiControlRecord,
  type PrinterMedium,
} from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { densityOf, outOfOrder } from '../../lib/films/density-order.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { ValueColumn } from '../../ui/fields/ValueColumn.tsx';
import { AnchorFields, anchorsOf } from './MeasureStep.tsx';
import { Problem } from './Problem.tsx';
import { ScanFiles, useScanFiles } from './ScanFiles.tsx';
import { useTask } from './use-task.ts';
import styles from './Quality.module.css';

const kinds = ['daily', 'weekly'] as const;
const ways = ['type', 'scan'] as const;

export interface ControlFormProps {
  readonly of: PrinterMedium;
  readonly steps: ApiControlDetail['steps'];
  readonly onDone: (record: ApiControlRecord) => void;
  readonly onClose: () => void;
}

export function ControlForm({ of, steps, onDone, onClose }: ControlFormProps) {
  const { t, number } = useTexts();
  const [kind, setKind] = useState<(typeof kinds)[number]>('daily');
  const [way, setWay] = useState<(typeof ways)[number]>('type');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const files = useScanFiles(of);
  const [white, setWhite] = useState('');
  const [black, setBlack] = useState('');
  const [comment, setComment] = useState('');
  const task = useTask();
  const wanted = steps[kind];
  const typed = wanted.flatMap(({ pValue }) => {
    const density = densityOf(values[pValue] ?? '');
    return density === undefined ? [] : [{ id: String(pValue), value: pValue, density }];
  });
  const wrong = wanted.filter(({ pValue }) => {
    const text = values[pValue] ?? '';
    return text !== '' && densityOf(text) === undefined;
  });
  const anchors = anchorsOf(white, black);
  const isReady =
    way === 'type'
      ? typed.length === wanted.length
      : files.scans.length > 0 &&
        (files.curve !== undefined ||
          (anchors.whiteDensity !== undefined && anchors.blackDensity !== undefined));
  async function record(): Promise<void> {
    const noted = comment.trim() === '' ? {} : { comment: comment.trim() };
    if (way === 'type') {
      const densities = typed.map(({ value, density }) => ({ pValue: value, density }));
      onDone(await recordControl(of, { kind, densities, ...noted }));
      return;
    }
    onDone(await recordControl(of, { kind, ...(await files.send()), ...anchors, ...noted }));
  }
  return (
    <section aria-label={t('quality.control.do')} className={styles.wizard}>
      <h3>{t('quality.control.do')}</h3>
      <div className={styles.fields}>
        <Choice
          label={t('quality.control.kind')}
          options={kinds.map((id) => ({ id, label: t(`quality.control.kind.${id}`) }))}
          value={kind}
          onChange={setKind}
        />
        <Choice
          label={t('quality.way')}
          options={ways.map((id) => ({ id, label: t(`quality.way.${id}`) }))}
          value={way}
          onChange={setWay}
        />
      </div>
      {way === 'type' ? (
        <>
          <p>{t('quality.control.type')}</p>
          <ValueColumn
            label={t('quality.type.densities')}
            rows={wanted.map(({ pValue, patches }) => ({
              id: String(pValue),
              label: t('quality.control.step', { value: number(pValue) }),
              hint: t('quality.control.patches', { patches: patches.join(', ') }),
            }))}
            values={values}
            onChange={setValues}
            marked={new Set([...outOfOrder(typed), ...wrong.map(({ pValue }) => String(pValue))])}
            markText={t('quality.type.marked')}
          />
        </>
      ) : (
        <>
          <p>{t('quality.control.scan')}</p>
          <ScanFiles files={files} />
          <AnchorFields white={white} black={black} onWhite={setWhite} onBlack={setBlack} />
        </>
      )}
      <Field label={t('quality.control.comment')} value={comment} onChange={setComment} maxLength={1000} />
      <div className={styles.buttons}>
        <Button
          label={t('quality.control.record')}
          kind="primary"
          isPending={task.isRunning}
          isDisabled={!isReady}
          onPress={() => {
            task.start(record);
          }}
        />
        <Button label={t('action.close')} kind="quiet" onPress={onClose} />
      </div>
      <Problem sentence={task.problem} />
    </section>
  );
}
