// Single keys that act on a page. They are off in fields, menus and dialogs, with a modifier, and where the user switched them
// off (WCAG 2.1.4).
import { useEffect, useRef } from 'react';
import { preferences } from './stored-preferences.ts';

export type KeyActions = Readonly<Record<string, () => void>>;

const typing =
  'input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog], [role=alertdialog]';

export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!preferences.get().hasKeys) return;
      if (event.target instanceof Element && event.target.closest(typing) !== null) return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
}
