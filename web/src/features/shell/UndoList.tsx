// The menu of the top bar with the commands of the last ten minutes that can be undone.
import { Undo2 } from 'lucide-react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { MenuButton, type MenuEntry } from '../../ui/buttons/Menu.tsx';
import { useToasts } from '../../ui/overlays/Toasts.tsx';

export function UndoList() {
  const { t } = useTexts();
  const { undoables } = useToasts();
  const entries: readonly MenuEntry[] = undoables.map(({ id, text, label, onAction }) => ({
    id: String(id),
    label: t('undo.entry', { action: label, text }),
    onAction,
  }));
  const empty: MenuEntry = { id: 'none', label: t('undo.none'), refusal: '', onAction: () => undefined };
  return (
    <MenuButton label={t('undo.name')} icon={Undo2} entries={entries.length === 0 ? [empty] : entries} />
  );
}
