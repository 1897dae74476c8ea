// The second film of a comparison: beside the first or over it. Both show the same place at the same size.
import type OpenSeadragon from 'openseadragon';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { useFilmStage, type FilmStage, type StagePage } from './use-film-stage.ts';
import styles from './FilmViewer.module.css';

/** Moves `other` to where `one` is, in parts of the film. */
function follow(one: OpenSeadragon.Viewer, other: OpenSeadragon.Viewer): void {
  other.viewport.zoomTo(one.viewport.getZoom(true), undefined, true);
  other.viewport.panTo(one.viewport.getCenter(true), true);
}

export interface CompareStageProps {
  readonly other: StagePage;
  readonly main: FilmStage;
  readonly style: { readonly filter?: string };
}

export function CompareStage({ other, main, style }: CompareStageProps) {
  const { t } = useTexts();
  const stage = useFilmStage(other);
  const { viewer, state, place, retry } = stage;
  useEffect(() => {
    const [one, two] = [main.viewer.current, viewer.current];
    if (one === undefined || two === undefined) return undefined;
    // Set while a viewer follows the other, so that following does not start a loop.
    let isFollowing = false;
    const following = (from: OpenSeadragon.Viewer, to: OpenSeadragon.Viewer) => () => {
      if (isFollowing) return;
      isFollowing = true;
      follow(from, to);
      isFollowing = false;
    };
    const [fromOne, fromTwo] = [following(one, two), following(two, one)];
    one.addHandler('animation', fromOne);
    two.addHandler('animation', fromTwo);
    two.addHandler('open', fromOne);
    return () => {
      one.removeHandler('animation', fromOne);
      two.removeHandler('animation', fromTwo);
      two.removeHandler('open', fromOne);
    };
  }, [main.viewer, viewer, other.id, other.page]);
  return (
    <div className={styles.other} role="img" aria-label={t('film.alt', { film: other.page, id: other.id })}>
      <div ref={place} className={styles.place} style={style} />
      {state === 'failed' && (
        <div className={styles.failed}>
          <p>{t('film.no-picture')}</p>
          <Button label={t('action.retry')} onPress={retry} />
        </div>
      )}
    </div>
  );
}
