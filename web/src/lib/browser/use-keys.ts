// Single keys that act on a page. They are off in fields, menus and dialogs, with a modifier, and if the user has switched them
// off (WCAG 2.1.4).
import { useEffect, useRef } from 'react';
import { preferences } from './stored-preferences.ts';

/**
 * The action of each key. An action that returns `false` leaves the key to others: the `p` of `g p` is also a key of a film.
 */
export type KeyActions = Readonly<Record<string, () => unknown>>;

const typing =
  'input, textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog], [role=alertdialog]';

/**
 * @param isFirst whether the keys act before those of the focused part of the page, so that `g p` in a list opens Printers
 * instead of reprinting
 */
export function useKeys(actions: KeyActions, isFirst = false): void {
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
      if (action === undefined || action() === false) return;
      event.preventDefault();
      if (isFirst) event.stopPropagation();
    };
    addEventListener('keydown', onKey, isFirst);
    return () => {
      removeEventListener('keydown', onKey, isFirst);
    };
  }, [isFirst]);
}
