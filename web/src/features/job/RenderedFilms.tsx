// How far a long job is rendered; nothing for any other.
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
