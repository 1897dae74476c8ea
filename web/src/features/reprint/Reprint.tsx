// Prints a film again, on another printer, size or medium if wanted.
import { useState } from 'react';
import { useActions } from '../actions/ActionProvider.tsx';
import { useStatus } from '../../data/queries.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { pagesOf } from '../../lib/page-ranges.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Sheet } from '../../ui/Dialogs.tsx';
import { Field } from '../../ui/Field.tsx';

export interface ReprintProps {
  readonly job: ApiJob;
  readonly onClose: () => void;
}

export function Reprint({ job, onClose }: ReprintProps) {
  const { t } = useTexts();
  const { run } = useActions();
  const printers = useStatus().data?.printers ?? [];
  const [printer, setPrinter] = useState(job.printer);
  const [copies, setCopies] = useState(String(job.copies));
  const [pages, setPages] = useState('');
  const [filmSize, setFilmSize] = useState('');
  const [header, setHeader] = useState('');
  const chosen = printers.find(({ aeTitle }) => aeTitle === printer);
  const pageCount = Math.max(1, job.pages ?? job.films.length);
  const wanted = pages.trim() === '' ? [] : pagesOf(pages, pageCount);
  const maxCopies = chosen?.maxCopies ?? 99;
  const number = /^\d{1,3}$/.test(copies.trim()) ? Number(copies) : 0;
  const copiesError =
    number < 1 || number > maxCopies ? t('reprint.copies.error', { max: maxCopies }) : undefined;
  const pagesError = wanted === undefined ? t('reprint.pages.error', { pages: pageCount }) : undefined;
  const print = () => {
    if (copiesError !== undefined || wanted === undefined) return;
    onClose();
    run({
      kind: 'reprint',
      job,
      printer,
      copies: number,
      ...(wanted.length === 0 ? {} : { pages: wanted }),
      ...(filmSize === '' ? {} : { filmSize }),
      ...(header.trim() === '' ? {} : { header: header.trim() }),
    });
  };
  return (
    <Sheet
      title={t('reprint.title')}
      closeLabel={t('action.close')}
      onClose={onClose}
      footer={
        <>
          <Button label={t('reprint.keep')} onPress={onClose} />
          <Button label={t('reprint.do')} kind="primary" onPress={print} />
        </>
      }
    >
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
        options={[
          { id: '', label: t('reprint.size.same') },
          ...(chosen?.filmSizes ?? []).map((size) => ({ id: size, label: size })),
        ]}
        value={filmSize}
        onChange={setFilmSize}
      />
      <Field
        label={t('reprint.header')}
        hint={t('reprint.header.hint')}
        value={header}
        maxLength={64}
        onChange={setHeader}
      />
    </Sheet>
  );
}
