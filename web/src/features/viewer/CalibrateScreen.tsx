// Measures the screen once: the user makes a card, or a line of 100 mm, as large as a real one.
import { useState } from 'react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { cardMm, maxPixelsPerMm, minPixelsPerMm } from '../../lib/browser/screen-scale.ts';
import { saveScreenScale, screenScale } from '../../lib/browser/true-size.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { Range } from '../../ui/fields/Range.tsx';
import styles from './FilmViewer.module.css';

const rulerLength = 100;
/** Of a screen of 96 pixels per inch. */
const usualPixelsPerMm = 96 / 25.4;

export function CalibrateScreen({ onClose }: { readonly onClose: () => void }) {
  const { t, number } = useTexts();
  const [by, setBy] = useState<'card' | 'ruler'>('card');
  const [scale, setScale] = useState(screenScale.get() ?? usualPixelsPerMm);
  return (
    <Sheet
      title={t('viewer.calibrate')}
      closeLabel={t('action.close')}
      onClose={onClose}
      isWide
      footer={
        <Button
          label={t('viewer.calibrate.do')}
          kind="primary"
          onPress={() => {
            saveScreenScale(scale);
            onClose();
          }}
        />
      }
    >
      <Choice
        label={t('viewer.calibrate.by')}
        options={[
          { id: 'card', label: t('viewer.calibrate.card') },
          { id: 'ruler', label: t('viewer.calibrate.ruler') },
        ]}
        value={by}
        onChange={setBy}
      />
      <p>{t(by === 'card' ? 'viewer.calibrate.card.hint' : 'viewer.calibrate.ruler.hint')}</p>
      <div className={styles.sample} dir="ltr">
        {by === 'card' ? (
          <div
            className={styles.card}
            style={{ inlineSize: `${cardMm.width * scale}px`, blockSize: `${cardMm.height * scale}px` }}
          />
        ) : (
          <div className={styles.bar} style={{ inlineSize: `${rulerLength * scale}px` }} />
        )}
      </div>
      <Range
        label={t('viewer.calibrate.size')}
        value={scale}
        min={minPixelsPerMm}
        max={maxPixelsPerMm}
        step={0.01}
        text={number(Math.round(scale * 100) / 100)}
        onChange={setScale}
      />
    </Sheet>
  );
}
