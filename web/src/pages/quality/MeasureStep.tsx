// How the target is measured: by scans, typed densities, or a table of a densitometer.
import { useState } from 'react';
import { useTarget, type Measuring, type PrinterMedium } from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { densityOf, outOfOrder } from '../../lib/films/density-order.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { FileButton } from '../../ui/buttons/FileButton.tsx';
import { ValueColumn } from '../../ui/fields/ValueColumn.tsx';
import { Problem } from './Problem.tsx';
import { ScanFiles, useScanFiles } from './ScanFiles.tsx';
import styles from './Quality.module.css';

const ways = ['scan', 'type', 'import'] as const;
type Way = (typeof ways)[number];

/** The numbers of patches that a target may have. */
const targetSizes = ['32', '18', '24', '48', '64'] as const;

export interface MeasureStepProps {
  readonly of: PrinterMedium;
  readonly isRunning: boolean;
  readonly problem: string | undefined;
  readonly onBack: () => void;
  /** @param make reads or uploads what was chosen */
  readonly onMeasure: (make: () => Promise<Measuring>) => void;
}

export function MeasureStep(props: MeasureStepProps) {
  const { t } = useTexts();
  const [way, setWay] = useState<Way>('scan');
  return (
    <>
      <div className={styles.fields}>
        <Choice
          label={t('quality.way')}
          options={ways.map((id) => ({ id, label: t(`quality.way.${id}`) }))}
          value={way}
          onChange={setWay}
        />
      </div>
      {way === 'scan' && <ScanForm {...props} />}
      {way === 'type' && <TypeForm {...props} />}
      {way === 'import' && <ImportForm {...props} />}
    </>
  );
}

interface AnchorsProps {
  readonly white: string;
  readonly black: string;
  readonly onWhite: (text: string) => void;
  readonly onBlack: (text: string) => void;
}

/** The densities of white and black of a scanned sheet. */
export function AnchorFields({ white, black, onWhite, onBlack }: AnchorsProps) {
  const { t } = useTexts();
  const error = (text: string) =>
    text === '' || densityOf(text) !== undefined ? {} : { error: t('quality.density.wrong') };
  return (
    <div className={styles.fields}>
      <Field label={t('quality.white')} value={white} onChange={onWhite} maxLength={8} {...error(white)} />
      <Field label={t('quality.black')} value={black} onChange={onBlack} maxLength={8} {...error(black)} />
    </div>
  );
}

/** The typed values, as the request has them. */
export function anchorsOf(white: string, black: string) {
  const [whiteDensity, blackDensity] = [densityOf(white), densityOf(black)];
  return {
    ...(whiteDensity === undefined ? {} : { whiteDensity }),
    ...(blackDensity === undefined ? {} : { blackDensity }),
  };
}

function ScanForm({ of, isRunning, problem, onBack, onMeasure }: MeasureStepProps) {
  const { t } = useTexts();
  const files = useScanFiles(of);
  const [white, setWhite] = useState('');
  const [black, setBlack] = useState('');
  return (
    <>
      <p>{t('quality.scan.sentence')}</p>
      <ScanFiles files={files} />
      <AnchorFields white={white} black={black} onWhite={setWhite} onBlack={setBlack} />
      <p className={styles.muted}>{t('quality.scan.anchors')}</p>
      <Buttons
        isRunning={isRunning}
        isReady={files.scans.length > 0}
        onBack={onBack}
        onMeasure={() => {
          onMeasure(async () => ({ ...(await files.send()), ...anchorsOf(white, black) }));
        }}
      />
      <Problem sentence={problem} />
    </>
  );
}

function TypeForm({ isRunning, problem, onBack, onMeasure }: MeasureStepProps) {
  const { t } = useTexts();
  const [levels, setLevels] = useState<(typeof targetSizes)[number]>('32');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const patches = useTarget(Number(levels)).data?.patches ?? [];
  const typed = patches.flatMap(({ patch, value }) => {
    const density = densityOf(values[patch] ?? '');
    return density === undefined ? [] : [{ id: String(patch), patch, value, density }];
  });
  const wrong = patches.filter(({ patch }) => {
    const text = values[patch] ?? '';
    return text !== '' && densityOf(text) === undefined;
  });
  const marked = new Set([...outOfOrder(typed), ...wrong.map(({ patch }) => String(patch))]);
  return (
    <>
      <p>{t('quality.type.sentence')}</p>
      <div className={styles.fields}>
        <Choice
          label={t('quality.type.levels')}
          options={targetSizes.map((id) => ({ id, label: id }))}
          value={levels}
          onChange={setLevels}
        />
      </div>
      <ValueColumn
        label={t('quality.type.densities')}
        rows={patches.map(({ patch }) => ({
          id: String(patch),
          label: t('quality.type.patch', { number: patch }),
        }))}
        values={values}
        onChange={setValues}
        marked={marked}
        markText={t('quality.type.marked')}
      />
      <Buttons
        isRunning={isRunning}
        isReady={typed.length > 0 && typed.length === patches.length}
        onBack={onBack}
        onMeasure={() => {
          onMeasure(() =>
            Promise.resolve({
              densities: typed.map(({ patch, density }) => ({ patch, density })),
              levels: Number(levels),
            }),
          );
        }}
      />
      <Problem sentence={problem} />
    </>
  );
}

/** Maximum length of a table, characters; a target has at most 64 patches. */
const maxTableLength = 30_000;

function ImportForm({ isRunning, problem, onBack, onMeasure }: MeasureStepProps) {
  const { t } = useTexts();
  const [file, setFile] = useState<File>();
  const isLarge = (file?.size ?? 0) > maxTableLength;
  return (
    <>
      <p>{t('quality.import.sentence')}</p>
      <div className={styles.buttons}>
        <FileButton
          label={t('quality.import.choose')}
          accepts={['.csv', '.txt', '.tsv', '.cgats', '.it8']}
          onChoose={([chosen]) => {
            setFile(chosen);
          }}
        />
        <span dir="auto">{file?.name}</span>
      </div>
      <Buttons
        isRunning={isRunning}
        isReady={file !== undefined && !isLarge}
        onBack={onBack}
        onMeasure={() => {
          if (file !== undefined)
            onMeasure(async () => ({ table: { name: file.name.slice(-120), text: await file.text() } }));
        }}
      />
      <Problem sentence={isLarge ? t('quality.import.large') : problem} />
    </>
  );
}

interface ButtonsProps {
  readonly isRunning: boolean;
  readonly isReady: boolean;
  readonly onBack: () => void;
  readonly onMeasure: () => void;
}

function Buttons({ isRunning, isReady, onBack, onMeasure }: ButtonsProps) {
  const { t } = useTexts();
  return (
    <div className={styles.buttons}>
      <Button
        label={t('quality.measure')}
        kind="primary"
        isPending={isRunning}
        isDisabled={!isReady}
        onPress={onMeasure}
      />
      <Button label={t('quality.back')} onPress={onBack} />
    </div>
  );
}
