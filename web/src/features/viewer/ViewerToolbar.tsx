// The tools of the viewer.
import {
  ChevronLeft,
  ChevronRight,
  Columns2,
  Contrast,
  Maximize,
  Pause,
  Play,
  Ruler,
  Scaling,
  SquareSplitHorizontal,
  SunDim,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { Dialog, DialogTrigger, Popover, Toolbar } from 'react-aria-components';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { plainWindow, type ViewWindow } from '../../lib/films/view-window.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Hint } from '../../ui/overlays/Hint.tsx';
import { Range } from '../../ui/fields/Range.tsx';
import styles from './FilmViewer.module.css';

export interface ViewerToolbarProps {
  readonly page: number;
  readonly pages: number;
  readonly look: ViewWindow;
  readonly onLook: (look: ViewWindow) => void;
  readonly isWindowOpen: boolean;
  readonly onWindowOpen: (isOpen: boolean) => void;
  readonly actions: Readonly<
    Record<
      | 'fit'
      | 'truePixels'
      | 'trueSize'
      | 'zoomIn'
      | 'zoomOut'
      | 'invert'
      | 'measure'
      | 'compare'
      | 'previous'
      | 'next',
      () => void
    >
  >;
  /** Undefined: no other film is shown. */
  readonly comparison:
    | {
        readonly isOver: boolean;
        readonly isBlinking: boolean;
        readonly onBeside: () => void;
        readonly onBlink: () => void;
      }
    | undefined;
}

export function ViewerToolbar({
  page,
  pages,
  look,
  onLook,
  isWindowOpen,
  onWindowOpen,
  actions,
  comparison,
}: ViewerToolbarProps) {
  const { t, percent } = useTexts();
  return (
    <Toolbar aria-label={t('viewer.tools')} className={styles.tools ?? ''}>
      {pages > 1 && (
        <>
          <Button
            label={t('viewer.previous')}
            icon={ChevronLeft}
            iconOnly
            kind="quiet"
            isDisabled={page === 1}
            onPress={actions.previous}
          />
          <span className={styles.pages}>{t('viewer.page', { page, pages })}</span>
          <Button
            label={t('viewer.next')}
            icon={ChevronRight}
            iconOnly
            kind="quiet"
            isDisabled={page === pages}
            onPress={actions.next}
          />
        </>
      )}
      <Button label={t('viewer.fit')} icon={Maximize} iconOnly kind="quiet" onPress={actions.fit} />
      <Hint text={t('viewer.true-pixels')}>
        <Button label={t('viewer.one-to-one')} kind="quiet" onPress={actions.truePixels} />
      </Hint>
      <Button label={t('viewer.true-size')} icon={Scaling} iconOnly kind="quiet" onPress={actions.trueSize} />
      <Button label={t('viewer.zoom-in')} icon={ZoomIn} iconOnly kind="quiet" onPress={actions.zoomIn} />
      <Button label={t('viewer.zoom-out')} icon={ZoomOut} iconOnly kind="quiet" onPress={actions.zoomOut} />
      <Button label={t('viewer.invert')} icon={Contrast} iconOnly kind="quiet" onPress={actions.invert} />
      <DialogTrigger isOpen={isWindowOpen} onOpenChange={onWindowOpen}>
        <Button label={t('viewer.window')} icon={SunDim} iconOnly kind="quiet" />
        <Popover className={styles.popover ?? ''}>
          <Dialog aria-label={t('viewer.window')} className={styles.window ?? ''}>
            <Range
              label={t('viewer.window.center')}
              value={look.center}
              text={percent(look.center)}
              onChange={(center) => {
                onLook({ ...look, center });
              }}
            />
            <Range
              label={t('viewer.window.width')}
              min={5}
              value={look.width}
              text={percent(look.width)}
              onChange={(width) => {
                onLook({ ...look, width });
              }}
            />
            <Button
              label={t('viewer.window.reset')}
              onPress={() => {
                onLook(plainWindow);
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <Button label={t('viewer.measure')} icon={Ruler} iconOnly kind="quiet" onPress={actions.measure} />
      <Button
        label={comparison === undefined ? t('viewer.compare') : t('viewer.compare.end')}
        icon={comparison === undefined ? SquareSplitHorizontal : X}
        iconOnly
        kind="quiet"
        onPress={actions.compare}
      />
      {comparison !== undefined && (
        <>
          {comparison.isOver && (
            <Button
              label={t('viewer.compare.beside')}
              icon={Columns2}
              iconOnly
              kind="quiet"
              onPress={comparison.onBeside}
            />
          )}
          <Button
            label={comparison.isBlinking ? t('viewer.compare.still') : t('viewer.compare.blink')}
            icon={comparison.isBlinking ? Pause : Play}
            iconOnly
            kind="quiet"
            onPress={comparison.onBlink}
          />
        </>
      )}
    </Toolbar>
  );
}
