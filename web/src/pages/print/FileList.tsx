// The files in the order of printing: what each is, its progress, why it cannot be printed. Ordered by menu, by Alt and the arrow
// keys, or by dragging.
import { ArrowDown, ArrowUp, CircleCheck, FileX, GripVertical, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { failureText } from '../../features/actions/action-texts.ts';
import { usePicture } from '../../data/requests/pictures.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { MenuButton } from '../../ui/buttons/Menu.tsx';
import { printable, type ChosenFile } from './use-files.ts';
import styles from './Print.module.css';

export interface FileListProps {
  readonly files: readonly ChosenFile[];
  readonly onMove: (key: number, place: number) => void;
  readonly onRemove: (file: ChosenFile) => void;
  readonly onFrames: (key: number, hasAllFrames: boolean) => void;
}

export function FileList({ files, onMove, onRemove, onFrames }: FileListProps) {
  const { t } = useTexts();
  const [said, setSaid] = useState('');
  const [dragged, setDragged] = useState<number>();
  const move = (chosen: ChosenFile, place: number) => {
    if (place < 0 || place >= files.length) return;
    onMove(chosen.key, place);
    setSaid(t('print.moved', { file: chosen.file.name, place: place + 1 }));
  };
  return (
    <>
      <ol className={styles.files}>
        {files.map((chosen, place) => (
          <li
            key={chosen.key}
            className={classes(styles.file, dragged === chosen.key && styles.dragged)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              setDragged(chosen.key);
            }}
            onDragEnd={() => {
              setDragged(undefined);
            }}
            onDragOver={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              if (dragged !== chosen.key) onMove(dragged, place);
            }}
            // Captured before the menu button sees the key, because the arrow keys open its menu.
            onKeyDownCapture={(event) => {
              if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
              event.preventDefault();
              event.stopPropagation();
              move(chosen, place + (event.key === 'ArrowUp' ? -1 : 1));
            }}
          >
            <FileRow
              chosen={chosen}
              place={place}
              count={files.length}
              onMove={(to) => {
                move(chosen, to);
              }}
              onRemove={() => {
                onRemove(chosen);
              }}
              onFrames={(all) => {
                onFrames(chosen.key, all);
              }}
            />
          </li>
        ))}
      </ol>
      <p role="status" className={styles.said}>
        {said}
      </p>
    </>
  );
}

interface FileRowProps {
  readonly chosen: ChosenFile;
  readonly place: number;
  readonly count: number;
  readonly onMove: (place: number) => void;
  readonly onRemove: () => void;
  readonly onFrames: (all: boolean) => void;
}

function FileRow({ chosen, place, count, onMove, onRemove, onFrames }: FileRowProps) {
  const { t } = useTexts();
  const { file, state, hasAllFrames } = chosen;
  const upload = printable(chosen);
  const isMoving = state.kind === 'waiting' || state.kind === 'sending';
  return (
    <>
      <GripVertical size={16} aria-hidden className={styles.grip} />
      {upload === undefined ? <Mark chosen={chosen} /> : <Thumbnail id={upload.id} />}
      <div className={styles.what}>
        <bdi dir="auto" className={styles.fileName}>
          {file.name}
        </bdi>
        <FileFacts chosen={chosen} />
        {upload?.kind === 'image' && upload.frames > 1 && (
          <Choice
            label={t('print.frames', { file: file.name })}
            isCompact
            options={[
              { id: 'first', label: t('print.frames.first') },
              { id: 'all', label: t('print.frames.all', { count: upload.frames }) },
            ]}
            value={hasAllFrames ? 'all' : 'first'}
            onChange={(id) => {
              onFrames(id === 'all');
            }}
          />
        )}
      </div>
      {isMoving ? (
        <Button
          label={t('print.stop', { file: file.name })}
          icon={X}
          iconOnly
          kind="quiet"
          onPress={onRemove}
        />
      ) : (
        <MenuButton
          label={t('print.actions', { file: file.name })}
          entries={[
            ...(place > 0
              ? [
                  {
                    id: 'up',
                    label: t('action.order.up'),
                    icon: ArrowUp,
                    onAction: () => {
                      onMove(place - 1);
                    },
                  },
                ]
              : []),
            ...(place < count - 1
              ? [
                  {
                    id: 'down',
                    label: t('action.order.down'),
                    icon: ArrowDown,
                    onAction: () => {
                      onMove(place + 1);
                    },
                  },
                ]
              : []),
            { id: 'remove', label: t('print.remove', { file: file.name }), icon: Trash2, onAction: onRemove },
          ]}
        />
      )}
    </>
  );
}

function Thumbnail({ id }: { readonly id: string }) {
  const url = usePicture({ key: 'GET /api/uploads/{id}/thumbnail.png', params: { id } });
  return (
    <span className={styles.thumbnail}>
      {typeof url === 'string' && <img src={url} alt="" loading="lazy" decoding="async" />}
    </span>
  );
}

function Mark({ chosen: { state } }: { readonly chosen: ChosenFile }) {
  const isMoving = state.kind === 'waiting' || state.kind === 'sending';
  const Icon = isMoving ? CircleCheck : FileX;
  return <span className={styles.thumbnail}>{!isMoving && <Icon size={20} aria-hidden />}</span>;
}

/** The kind of the file, its upload progress, or why it cannot be printed. */
function FileFacts({ chosen }: { readonly chosen: ChosenFile }) {
  const texts = useTexts();
  const { t, percent, number } = texts;
  const { file, state } = chosen;
  const wrong = (text: string) => <span className={styles.wrong}>{text}</span>;
  const name = file.name;
  switch (state.kind) {
    case 'waiting':
      return <span className={styles.muted}>{t('print.waiting')}</span>;
    case 'sending': {
      const value = Math.round(state.part * 100);
      const text = value >= 100 ? t('print.reading') : t('print.sending', { percent: percent(value) });
      return (
        <span className={styles.sending}>
          <progress max={100} value={value} aria-label={name} />
          <span className={styles.muted}>{text}</span>
        </span>
      );
    }
    case 'too-large':
      return wrong(
        t('print.error.too-large', { file: name, size: `${number(Math.round(file.size / 1e8) / 10)} GB` }),
      );
    case 'failed':
      return wrong(t('print.error.not-sent', { file: name, reason: failureText(texts, state.failure) }));
    case 'sent': {
      const { upload } = state;
      if (upload.kind === 'other')
        return wrong(t('print.error.not-image', { file: name, kind: t(`print.kind.${upload.found}`) }));
      if (upload.kind === 'broken')
        return wrong(t('print.error.broken', { file: name, reason: upload.reason }));
      const { format, frames } = upload;
      if (upload.kind === 'document')
        return <span className={styles.muted}>{t('print.pages', { format, count: frames })}</span>;
      const { modality, columns, rows } = upload;
      const shown = modality === null ? format : `${format} ${modality}`;
      return <span className={styles.muted}>{t('print.image', { format: shown, columns, rows })}</span>;
    }
    default:
      return state satisfies never;
  }
}
