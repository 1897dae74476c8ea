// The wizard of a calibration: print the target, measure it, look at the result, accept or discard. Nothing changes before Accept.
import { Check, Printer, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import {
  accept,
  discard,
  measure,
  type ApiMeasurement,
  type Measuring,
  type PrinterMedium,
} from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Confirmation } from '../../ui/overlays/Dialogs.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { MeasureStep } from './MeasureStep.tsx';
import { MeasurementResult } from './MeasurementResult.tsx';
import { Problem } from './Problem.tsx';
import { useTask } from './use-task.ts';
import styles from './Quality.module.css';

const steps = ['target', 'measure', 'result'] as const;
type Step = (typeof steps)[number];

export interface CalibrationWizardProps {
  readonly of: PrinterMedium;
  /** Id of the calibration in use; null: none. */
  readonly inUse: string | null;
  /** A measurement that waits for a decision; undefined: none, begin with the target. */
  readonly measured: ApiMeasurement | undefined;
  readonly onClose: () => void;
}

export function CalibrationWizard({ of, inUse, measured, onClose }: CalibrationWizardProps) {
  const { t } = useTexts();
  const [step, setStep] = useState<Step>(measured === undefined ? 'target' : 'result');
  const [result, setResult] = useState(measured);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, [step]);
  return (
    <section aria-label={t('quality.calibrate')} className={styles.wizard}>
      <ol className={styles.steps}>
        {steps.map((one, index) => (
          <li key={one} {...(one === step ? { 'aria-current': 'step' as const } : {})}>
            {t(`quality.step.${one}`, { number: index + 1 })}
          </li>
        ))}
      </ol>
      <h3 ref={heading} tabIndex={-1}>
        {t(`quality.step.${step}.title`)}
      </h3>
      {step === 'target' && (
        <TargetStep
          of={of}
          onNext={() => {
            setStep('measure');
          }}
          onClose={onClose}
        />
      )}
      {step === 'measure' && (
        <MeasureTask
          of={of}
          onMeasured={(found) => {
            setResult(found);
            setStep('result');
          }}
          onBack={() => {
            setStep('target');
          }}
        />
      )}
      {step === 'result' && result !== undefined && (
        <ResultStep
          of={of}
          inUse={inUse}
          result={result}
          onClose={onClose}
          onBack={() => {
            setStep('measure');
          }}
        />
      )}
    </section>
  );
}

interface TargetStepProps {
  readonly of: PrinterMedium;
  readonly onNext: () => void;
  readonly onClose: () => void;
}

function TargetStep({ of, onNext, onClose }: TargetStepProps) {
  const { t } = useTexts();
  const { run, isPending } = useActions();
  return (
    <>
      <p>{t('quality.target.sentence')}</p>
      <div className={styles.buttons}>
        <Button
          label={t('action.calibration-target')}
          icon={Printer}
          isPending={isPending(of.aeTitle)}
          onPress={() => {
            run({ kind: 'calibration-target', printer: of.aeTitle });
          }}
        />
        <Button label={t('quality.next')} kind="primary" onPress={onNext} />
        <Button label={t('action.close')} kind="quiet" onPress={onClose} />
      </div>
    </>
  );
}

interface MeasureTaskProps {
  readonly of: PrinterMedium;
  readonly onMeasured: (result: ApiMeasurement) => void;
  readonly onBack: () => void;
}

function MeasureTask({ of, onMeasured, onBack }: MeasureTaskProps) {
  const task = useTask();
  return (
    <MeasureStep
      of={of}
      isRunning={task.isRunning}
      problem={task.problem}
      onBack={onBack}
      onMeasure={(make: () => Promise<Measuring>) => {
        task.start(async () => {
          onMeasured(await measure(of, await make()));
        });
      }}
    />
  );
}

interface ResultStepProps {
  readonly of: PrinterMedium;
  readonly inUse: string | null;
  readonly result: ApiMeasurement;
  readonly onClose: () => void;
  readonly onBack: () => void;
}

function ResultStep({ of, inUse, result, onClose, onBack }: ResultStepProps) {
  const { t } = useTexts();
  const task = useTask();
  const { show } = useToasts();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <MeasurementResult measured={result} />
      <p>{t('quality.result.sentence')}</p>
      <div className={styles.buttons}>
        <Button
          label={t('quality.accept')}
          icon={Check}
          kind="primary"
          isPending={task.isRunning}
          onPress={() => {
            task.start(async () => {
              await accept(of, result.id, inUse);
              show({ text: t('quality.accepted', { printer: of.aeTitle }) });
              onClose();
            });
          }}
        />
        <Button
          label={t('quality.discard')}
          icon={Trash2}
          kind="danger"
          onPress={() => {
            setAsked(true);
          }}
        />
        <Button label={t('quality.back')} onPress={onBack} />
        <Button label={t('quality.later')} kind="quiet" onPress={onClose} />
      </div>
      <Problem sentence={task.problem} />
      {isAsked && (
        <Confirmation
          title={t('quality.discard.title')}
          sentence={t('quality.discard.sentence')}
          keepLabel={t('quality.keep')}
          doLabel={t('quality.discard')}
          onDo={() => {
            task.start(async () => {
              await discard(of, result.id);
              onClose();
            });
          }}
          onClose={() => {
            setAsked(false);
          }}
        />
      )}
    </>
  );
}
