// The rendering progress of a long job; empty for other jobs.
import { renderProgress } from '../../data/events/live.ts';
import { useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';

export function RenderedFilms({ id }: { readonly id: string }) {
  const { t } = useTexts();
  const progress = useStore(renderProgress).get(id);
  if (progress === undefined) return null;
  const { rendered, films } = progress;
  return <span>{t('state.rendered', { rendered, films })}</span>;
}
