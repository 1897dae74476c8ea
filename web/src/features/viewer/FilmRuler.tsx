// A ruler in millimeters of the film, and the scale of the film on the screen: true size, or a percentage of it. Without a
// measured screen it offers to measure it.
import { useEffect, useState } from 'react';
import { useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { rulerMm } from '../../lib/films/film-measures.ts';
import { checkScreen, screenScale } from '../../lib/browser/true-size.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { CalibrateScreen } from './CalibrateScreen.tsx';
import type { StageView } from './use-film-stage.ts';
import styles from './FilmViewer.module.css';

const maxRulerPixels = 260;
const mmPerInch = 25.4;

/** CSS pixels per millimeter of the film. */
const filmScale = ({ scale, pixelsPerInch }: StageView) => (scale * pixelsPerInch) / mmPerInch;

/** Scale of the picture at which the film has its true size on a screen of `pixelsPerMm`. */
export const trueScale = (pixelsPerMm: number, { pixelsPerInch }: StageView): number =>
  (pixelsPerMm * mmPerInch) / pixelsPerInch;

export function FilmRuler({ view }: { readonly view: StageView | undefined }) {
  const { t, percent } = useTexts();
  const screen = useStore(screenScale);
  const [isCalibrating, setCalibrating] = useState(false);
  useEffect(() => {
    addEventListener('resize', checkScreen);
    return () => {
      removeEventListener('resize', checkScreen);
    };
  }, []);
  if (view === undefined) return null;
  const pixelsPerMm = filmScale(view);
  const length = rulerMm(pixelsPerMm, maxRulerPixels);
  const part = screen === undefined ? undefined : pixelsPerMm / screen;
  const isTrue = part !== undefined && Math.abs(part - 1) < 0.005;
  return (
    <div className={styles.ruler}>
      <span className={styles.bar} style={{ inlineSize: `${length * pixelsPerMm}px` }} aria-hidden />
      <span>{t('viewer.ruler', { length })}</span>
      {part === undefined ? (
        <Button
          label={t('viewer.calibrate')}
          kind="quiet"
          onPress={() => {
            setCalibrating(true);
          }}
        />
      ) : (
        <span role="status">
          {isTrue
            ? t('viewer.is-true-size')
            : t('viewer.part-of-true-size', { percent: percent(Math.round(part * 100)) })}
        </span>
      )}
      {isCalibrating && (
        <CalibrateScreen
          onClose={() => {
            setCalibrating(false);
          }}
        />
      )}
    </div>
  );
}
