// Keys of every page: g and a letter opens a page, z undoes the last action.
import { useRef } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../../lib/paths.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useToasts } from '../../ui/Toasts.tsx';

/** After `g`, the letter must follow within this time, ms. */
const followMs = 1_500;

export function PageKeys() {
  const [, navigate] = useLocation();
  const { undoLast } = useToasts();
  const began = useRef(-followMs);
  const go = (path: string) => () => {
    const follows = performance.now() - began.current < followMs;
    began.current = -followMs;
    if (follows) navigate(path);
    return follows;
  };
  useKeys(
    {
      g: () => {
        began.current = performance.now();
      },
      n: go(routes.now),
      f: go(routes.films),
      p: go(routes.printers),
      z: undoLast,
    },
    true,
  );
  return null;
}
