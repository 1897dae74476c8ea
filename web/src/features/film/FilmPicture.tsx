// A film as a small picture on its dark plate, in its true proportions. Films are never mirrored in right-to-left languages.
import { useState } from 'react';
import { usePicture } from '../../data/requests/pictures.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './FilmPicture.module.css';

export interface FilmPictureProps {
  readonly job: Pick<ApiJob, 'id' | 'films' | 'pages' | 'payloadRemovedAt'>;
  /** From 1. */
  readonly film?: number;
  readonly alt: string;
  /** For table rows, where a missing picture is shown as an empty plate without a text. */
  readonly isSmall?: boolean;
}

export function FilmPicture({ job, film = 1, alt, isSmall = false }: FilmPictureProps) {
  const { t } = useTexts();
  const [failed, setFailed] = useState(false);
  const url = usePicture({
    key: 'GET /api/jobs/{id}/films/{film}/thumbnail.png',
    params: { id: job.id, film: String(film) },
  });
  const isLandscape = job.films[0]?.filmOrientation === 'LANDSCAPE';
  const isMissing = failed || url === null || job.payloadRemovedAt !== null || job.pages === null;
  return (
    <span className={classes(styles.plate, isLandscape && styles.landscape, isSmall && styles.small)}>
      {isMissing ? (
        isSmall ? null : (
          <span className={styles.missing}>
            {t(job.payloadRemovedAt === null ? 'film.no-picture' : 'film.removed')}
          </span>
        )
      ) : (
        url !== undefined && (
          <img
            src={url}
            alt={alt}
            loading="lazy"
            decoding="async"
            onError={() => {
              setFailed(true);
            }}
          />
        )
      )}
    </span>
  );
}
