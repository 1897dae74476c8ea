// Reprints a film, optionally on another printer, film size or medium, with a preview of the sheets.
import { useState } from 'react';
import { useActions } from '../actions/ActionProvider.tsx';
import { SheetPreview } from '../sheets/SheetPreview.tsx';
import { usePreview } from '../sheets/use-preview.ts';
import { call } from '../../data/requests/client.ts';
import { useStatus } from '../../data/queries/queries.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { pagesOf } from '../../lib/text/page-ranges.ts';
import { copiesOf } from '../../lib/films/sheet-options.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import styles from './Reprint.module.css';

export interface ReprintProps {
  readonly job: ApiJob;
  readonly onClose: () => void;
}

const magnifications = ['', 'REPLICATE', 'BILINEAR', 'CUBIC', 'NONE'] as const;
const media = ['', 'PAPER', 'CLEAR FILM', 'BLUE FILM', 'MAMMO CLEAR FILM', 'MAMMO BLUE FILM'] as const;

export function Reprint({ job, onClose }: ReprintProps) {
  const { t } = useTexts();
  const { run } = useActions();
  const printers = useStatus().data?.printers ?? [];
  const [printer, setPrinter] = useState(job.printer);
  const [copies, setCopies] = useState(String(job.copies));
  const [pages, setPages] = useState('');
  const [filmSize, setFilmSize] = useState('');
  const [magnification, setMagnification] = useState<(typeof magnifications)[number]>('');
  const [mediumType, setMediumType] = useState<(typeof media)[number]>('');
  const [header, setHeader] = useState('');
  const chosen = printers.find(({ aeTitle }) => aeTitle === printer);
  const pageCount = Math.max(1, job.films.length);
  const wanted = pages.trim() === '' ? [] : pagesOf(pages, pageCount);
  const maxCopies = chosen?.maxCopies ?? 99;
  const number = copiesOf(copies, maxCopies);
  const copiesError = number === undefined ? t('reprint.copies.error', { max: maxCopies }) : undefined;
  const pagesError = wanted === undefined ? t('reprint.pages.error', { pages: pageCount }) : undefined;
  const options =
    number === undefined || wanted === undefined
      ? undefined
      : {
          printer,
          copies: number,
          ...(wanted.length === 0 ? {} : { pages: wanted }),
          ...(filmSize === '' ? {} : { filmSize }),
          ...(magnification === '' ? {} : { magnification }),
          ...(mediumType === '' ? {} : { mediumType }),
          ...(header.trim() === '' ? {} : { header: header.trim() }),
        };
  const state = usePreview(options && JSON.stringify(options), (signal) =>
    call('POST /api/jobs/{id}/preview', { params: { id: job.id }, body: options ?? {}, signal }),
  );
  const print = () => {
    if (options === undefined) return;
    onClose();
    run({ kind: 'reprint', job, ...options });
  };
  const same = { id: '', label: t('reprint.size.same') } as const;
  return (
    <Sheet
      title={t('reprint.title')}
      closeLabel={t('action.close')}
      onClose={onClose}
      isWide
      footer={
        <>
          <Button label={t('reprint.keep')} onPress={onClose} />
          <Button label={t('reprint.do')} kind="primary" onPress={print} />
        </>
      }
    >
      <div className={styles.columns}>
        <div className={styles.form}>
          <Choice
            label={t('fact.printer')}
            options={printers.map(({ aeTitle }) => ({ id: aeTitle, label: aeTitle }))}
            value={printer}
            onChange={(id) => {
              setPrinter(id);
              setFilmSize('');
            }}
          />
          <Field
            label={t('reprint.copies')}
            value={copies}
            onChange={setCopies}
            {...(copiesError === undefined ? {} : { error: copiesError })}
          />
          {pageCount > 1 && (
            <Field
              label={t('reprint.pages')}
              hint={t('reprint.pages.hint', { pages: pageCount })}
              value={pages}
              onChange={setPages}
              {...(pagesError === undefined ? {} : { error: pagesError })}
            />
          )}
          <Choice
            label={t('fact.size')}
            options={[same, ...(chosen?.filmSizes ?? []).map((size) => ({ id: size, label: size }))]}
            value={filmSize}
            onChange={setFilmSize}
          />
          <Choice
            label={t('reprint.magnification')}
            options={magnifications.map((id) =>
              id === '' ? same : { id, label: t(`reprint.magnification.${id}`) },
            )}
            value={magnification}
            onChange={setMagnification}
          />
          <Choice
            label={t('printers.fact.medium')}
            options={media.map((id) => (id === '' ? same : { id, label: id }))}
            value={mediumType}
            onChange={setMediumType}
          />
          <Field
            label={t('reprint.header')}
            hint={t('reprint.header.hint')}
            value={header}
            maxLength={64}
            onChange={setHeader}
          />
        </div>
        <SheetPreview state={state} empty="" />
      </div>
    </Sheet>
  );
}
