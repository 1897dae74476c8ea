// Prints files: the user chooses or drops them, sees a preview of the sheets, and prints. Start at `Print`.
import { Printer as PrinterIcon, Upload } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { failureText } from '../../features/actions/action-texts.ts';
import { SheetPreview } from '../../features/sheets/SheetPreview.tsx';
import { usePreview } from '../../features/sheets/use-preview.ts';
import { call, newRequestId, RequestFailure } from '../../data/requests/client.ts';
import { useStatus } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { filmPath } from '../../lib/paths.ts';
import { copiesOf, plainOptions, sheetBody, type SheetFile } from '../../lib/films/sheet-options.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { FileButton } from '../../ui/buttons/FileButton.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { FileList } from './FileList.tsx';
import { SheetForm } from './SheetForm.tsx';
import { printable, useFiles } from './use-files.ts';
import styles from './Print.module.css';

export default function Print() {
  const texts = useTexts();
  const { t } = texts;
  useTitle(t('print.name'));
  const [, navigate] = useLocation();
  const { show } = useToasts();
  const printers = useStatus().data?.printers ?? [];
  const { files, add, remove, move, setAllFrames } = useFiles();
  const [options, setOptions] = useState(plainOptions);
  const [isOver, setOver] = useState(false);
  const [isPrinting, setPrinting] = useState(false);

  const printer = printers.find(({ aeTitle }) => aeTitle === options.printer) ?? printers[0];
  const max = printer?.maxCopies ?? 99;
  const copies = copiesOf(options.copies, max);
  const uploads = files.map((file) => ({ file, upload: printable(file) }));
  const chosen = uploads.flatMap(({ file, upload }): readonly SheetFile[] =>
    upload === undefined ? [] : [{ id: upload.id, ...(file.hasAllFrames && { frames: 'all' as const }) }],
  );
  const canTrueSize = uploads.every(({ upload }) => upload?.kind !== 'image' || upload.hasTrueSize);
  const body =
    chosen.length === 0 || printer === undefined || copies === undefined
      ? undefined
      : sheetBody(
          { ...options, isTrueSize: options.isTrueSize && canTrueSize },
          printer.aeTitle,
          copies,
          chosen,
        );
  const state = usePreview(body && JSON.stringify(body), (signal) =>
    call('POST /api/previews', { body: body ?? { files: [], printer: '' }, signal }),
  );

  const print = async () => {
    if (body === undefined) {
      show({ text: t('print.nothing'), isFailure: true });
      return;
    }
    setPrinting(true);
    try {
      const { jobs, sheets } = await call('POST /api/prints', {
        body: { ...body, requestId: newRequestId() },
      });
      const [first] = jobs;
      show({
        text: t('print.done', { sheets, printer: body.printer }),
        ...(first === undefined
          ? {}
          : {
              action: {
                label: t('action.open'),
                onAction: () => {
                  navigate(filmPath(first));
                },
              },
            }),
      });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      setPrinting(false);
    }
  };

  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t('print.name')}</h1>
      <Panel title={t('print.files')}>
        <div
          className={classes(styles.drop, isOver && styles.over)}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes('Files')) return;
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => {
            setOver(false);
          }}
          onDrop={(event) => {
            if (!event.dataTransfer.types.includes('Files')) return;
            event.preventDefault();
            setOver(false);
            add([...event.dataTransfer.files]);
          }}
        >
          <Upload size={20} aria-hidden />
          <p>{t('print.drop')}</p>
          <FileButton label={t('print.choose')} accepts={[]} isMany onChoose={add} />
        </div>
        <FileList files={files} onMove={move} onRemove={remove} onFrames={setAllFrames} />
      </Panel>
      <Panel title={t('print.preview')}>
        <div className={styles.body}>
          <SheetPreview state={state} empty={t('print.preview.empty')} />
        </div>
      </Panel>
      <Panel title={t('print.options')}>
        <div className={styles.body}>
          <SheetForm
            printers={printers}
            printer={printer}
            options={options}
            onChange={setOptions}
            canTrueSize={canTrueSize}
            copiesError={copies === undefined ? t('reprint.copies.error', { max }) : undefined}
          />
          <Button
            label={t('print.do')}
            icon={PrinterIcon}
            kind="primary"
            isPending={isPrinting}
            onPress={() => void print()}
          />
        </div>
      </Panel>
    </div>
  );
}
