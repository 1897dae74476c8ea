// A film as a small picture on its dark plate, in its true proportions. Films never mirror, whatever the language.
import { useEffect, useState } from 'react';
import { pathOf, send } from '../../data/client.ts';
import { hasToken } from '../../data/session.ts';
import type { ApiJob } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import styles from './FilmPicture.module.css';

export interface FilmPictureProps {
  readonly job: Pick<ApiJob, 'id' | 'films' | 'pages' | 'payloadRemovedAt'>;
  /** From 1. */
  readonly film?: number;
  readonly alt: string;
  /** In a row: a missing picture is an empty plate. */
  readonly isSmall?: boolean;
}

const path = '/api/jobs/{id}/films/{film}/thumbnail.png';

/** The address of a picture: that of the server, or with a token, which an `img` cannot send, one in memory; null: failed. */
function usePicture(id: string, film: number): string | null | undefined {
  const [loaded, setLoaded] = useState<string | null>();
  const isFetched = hasToken();
  useEffect(() => {
    if (!isFetched) return undefined;
    const ended = new AbortController();
    let url: string | undefined;
    send(`GET ${path}`, { params: { id, film: String(film) }, signal: ended.signal })
      .then((response) => response.blob())
      .then((blob) => {
        if (ended.signal.aborted) return;
        url = URL.createObjectURL(blob);
        setLoaded(url);
      })
      .catch(() => {
        if (!ended.signal.aborted) setLoaded(null);
      });
    return () => {
      ended.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [isFetched, id, film]);
  return isFetched ? loaded : pathOf(path, { id, film: String(film) });
}

export function FilmPicture({ job, film = 1, alt, isSmall = false }: FilmPictureProps) {
  const { t } = useTexts();
  const [failed, setFailed] = useState(false);
  const url = usePicture(job.id, film);
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
