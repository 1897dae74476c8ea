// The files of a measurement by scanner: the scans, a curve of the scanner if there is one, and how much of them was sent.
import { useState } from 'react';
import { uploadScans, type PrinterMedium, type Sending } from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { FileButton } from '../../ui/buttons/FileButton.tsx';
import styles from './Quality.module.css';

const scanTypes = ['image/png', 'image/tiff', 'image/jpeg', 'application/pdf'] as const;
const curveTypes = ['.csv', '.txt', '.tsv'] as const;

export interface ScanFilesState {
  readonly scans: readonly File[];
  /** Undefined: the densities of white and black say how the scanner measures. */
  readonly curve: File | undefined;
  readonly sending: Sending | undefined;
  readonly onScans: (files: readonly File[]) => void;
  readonly onCurve: (file: File | undefined) => void;
  /** Sends the files and returns their ids. */
  readonly send: () => Promise<{ readonly scans: string[]; readonly scannerCurve?: string }>;
}

export function useScanFiles(of: PrinterMedium): ScanFilesState {
  const [scans, setScans] = useState<readonly File[]>([]);
  const [curve, setCurve] = useState<File>();
  const [sending, setSending] = useState<Sending>();
  return {
    scans,
    curve,
    sending,
    onScans: setScans,
    onCurve: setCurve,
    send: async () => {
      const files = curve === undefined ? scans : [...scans, curve];
      const ids = [...(await uploadScans(of, files, setSending))];
      const scannerCurve = curve === undefined ? undefined : ids.pop();
      return { scans: ids, ...(scannerCurve === undefined ? {} : { scannerCurve }) };
    },
  };
}

export function ScanFiles({ files }: { readonly files: ScanFilesState }) {
  const { t, percent } = useTexts();
  const { scans, curve, sending } = files;
  const value = Math.round((sending?.part ?? 0) * 100);
  return (
    <>
      <div className={styles.buttons}>
        <FileButton label={t('quality.scan.choose')} accepts={scanTypes} isMany onChoose={files.onScans} />
        <span dir="auto">{scans.map(({ name }) => name).join(', ')}</span>
      </div>
      <div className={styles.buttons}>
        <FileButton
          label={t('quality.scan.curve')}
          accepts={curveTypes}
          onChoose={([file]) => {
            files.onCurve(file);
          }}
        />
        <span dir="auto">{curve?.name}</span>
      </div>
      <p className={styles.muted}>{t('quality.scan.curve.hint')}</p>
      {sending !== undefined && (
        <div className={styles.buttons}>
          <progress max={100} value={value} aria-label={sending.name} />
          <span dir="auto">{t('quality.scan.sending', { file: sending.name, percent: percent(value) })}</span>
        </div>
      )}
    </>
  );
}
