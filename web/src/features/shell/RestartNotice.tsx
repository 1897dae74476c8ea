// Reports that the server was restarted while the page was open, and that the page has loaded its data again.
import { useEffect, useRef } from 'react';
import { restarts } from '../../data/events/live.ts';
import { useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';

export function RestartNotice() {
  const { t } = useTexts();
  const { show } = useToasts();
  const count = useStore(restarts);
  const seen = useRef(count);
  useEffect(() => {
    if (count === seen.current) return;
    seen.current = count;
    show({ text: t('stale.restarted') });
  }, [count, show, t]);
  return null;
}
