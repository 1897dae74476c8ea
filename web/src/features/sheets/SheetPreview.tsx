// The preview of sheets, with the values that were replaced and the images that were left out.
import { useEffect, useState } from 'react';
import { failureText } from '../actions/action-texts.ts';
import { usePicture } from '../../data/requests/pictures.ts';
import type { ApiPreview } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { Empty } from '../../ui/display/Panel.tsx';
import type { PreviewState } from './use-preview.ts';
import styles from './SheetPreview.module.css';

export interface SheetPreviewProps {
  readonly state: PreviewState;
  /** Shown while nothing is chosen. */
  readonly empty: string;
}

/** Maximum number of sheets shown. */
const maxShown = 200;

export function SheetPreview({ state: { preview, failure, isMaking }, empty }: SheetPreviewProps) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <div className={styles.preview} aria-busy={isMaking}>
      <p role="status" className={styles.facts}>
        {isMaking
          ? t('print.preview.making')
          : preview === undefined
            ? ''
            : t('print.preview.facts', {
                sheets: preview.sheets.length,
                copies: preview.copies,
                size: [...new Set(preview.sheets.map(({ filmSizeId }) => filmSizeId))].join(', '),
              })}
      </p>
      {failure !== undefined && (
        <p role="alert" className={styles.failure}>
          {failureText(texts, failure)}
        </p>
      )}
      {preview === undefined
        ? failure === undefined && !isMaking && <Empty sentence={empty} />
        : [
            <Sheets key={preview.id} preview={preview} isOld={isMaking} />,
            <Notes key="notes" preview={preview} />,
          ]}
    </div>
  );
}

function Sheets({ preview, isOld }: { readonly preview: ApiPreview; readonly isOld: boolean }) {
  const { sheets, id } = preview;
  return (
    <ol
      className={classes(styles.sheets, sheets.length === 1 && styles.single, isOld && styles.old)}
      tabIndex={0}
    >
      {sheets.slice(0, maxShown).map(({ width, height }, index) => (
        <li key={index}>
          <SheetPicture id={id} sheet={index + 1} sheets={sheets.length} ratio={width / height} />
        </li>
      ))}
    </ol>
  );
}

interface SheetPictureProps {
  readonly id: string;
  readonly sheet: number;
  readonly sheets: number;
  readonly ratio: number;
}

function SheetPicture({ id, sheet, sheets, ratio }: SheetPictureProps) {
  const { t } = useTexts();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
  }, [id]);
  const url = usePicture({
    key: 'GET /api/previews/{id}/sheets/{sheet}.png',
    params: { id, sheet: String(sheet) },
    width: sheets === 1 ? 1000 : 600,
  });
  return (
    <figure className={styles.sheet}>
      <span className={styles.plate} style={{ aspectRatio: String(ratio) }}>
        {failed || url === null ? (
          <span className={styles.missing}>{t('film.no-picture')}</span>
        ) : (
          url !== undefined && (
            <img
              src={url}
              alt={t('print.preview.sheet', { sheet, sheets })}
              loading="lazy"
              decoding="async"
              onError={() => {
                setFailed(true);
              }}
            />
          )
        )}
      </span>
      {sheets > 1 && <figcaption>{t('print.preview.sheet', { sheet, sheets })}</figcaption>}
    </figure>
  );
}

/** The substitutions, and the images that were left out. */
function Notes({ preview: { substitutions, notPrinted, notices } }: { readonly preview: ApiPreview }) {
  const { t } = useTexts();
  if (substitutions.length + notPrinted.length + notices.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notPrinted.map(({ name, reason }, index) => (
        <li key={`left-${index}`}>
          <strong>{t('print.left-out')}</strong> <bdi dir="auto">{name}</bdi> – <bdi lang="en">{reason}</bdi>
        </li>
      ))}
      {substitutions.map(({ attribute, requested, used, reason }, index) => (
        <li key={`used-${index}`}>
          <strong>
            <bdi lang="en">{attribute}</bdi>
          </strong>{' '}
          {t('substitution.asked')} <bdi>{requested}</bdi>, {t('substitution.used')} <bdi>{used}</bdi>
          {' – '}
          <bdi lang="en">{reason}</bdi>
        </li>
      ))}
      {notices.map((notice, index) => (
        <li key={`notice-${index}`}>
          <bdi lang="en">{notice}</bdi>
        </li>
      ))}
    </ul>
  );
}
