// Chooses the film to compare with: another page of this one, or one of the last films.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../data/requests/client.ts';
import type { ApiJob } from '../../data/types.ts';
import { useServerTime } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import type { StagePage } from './use-film-stage.ts';
import styles from './FilmViewer.module.css';

export interface CompareChoiceProps {
  readonly job: Pick<ApiJob, 'id' | 'pages' | 'films'>;
  readonly page: number;
  readonly onChoose: (other: StagePage) => void;
  readonly onClose: () => void;
}

const lastFilms = 30;

export function CompareChoice({ job, page, onChoose, onClose }: CompareChoiceProps) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const { data } = useQuery({
    queryKey: ['compare', job.id],
    staleTime: 0,
    queryFn: ({ signal }) =>
      call('POST /api/jobs/search', { body: { state: 'DONE', limit: lastFilms }, signal }),
  });
  const pages = Math.max(1, job.pages ?? job.films.length);
  const own = Array.from({ length: pages }, (_, index) => index + 1).filter((number) => number !== page);
  const others = (data?.jobs ?? []).filter(
    ({ id, payloadRemovedAt }) => id !== job.id && payloadRemovedAt === null,
  );
  return (
    <Sheet title={t('viewer.compare')} closeLabel={t('action.close')} onClose={onClose}>
      {own.length + others.length === 0 && <p>{t('viewer.compare.none')}</p>}
      <ul className={styles.choices}>
        {own.slice(0, 200).map((number) => (
          <li key={number}>
            <Button
              label={t('viewer.page', { page: number, pages })}
              kind="quiet"
              onPress={() => {
                onChoose({ id: job.id, page: number });
              }}
            />
          </li>
        ))}
        {others.map(({ id, callingAeTitle, sessionLabel, createdAt }) => (
          <li key={id}>
            <Button
              label={`${sessionLabel ?? t('film.of', { client: callingAeTitle })} · ${time(createdAt, now)}`}
              kind="quiet"
              onPress={() => {
                onChoose({ id, page: 1 });
              }}
            />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
