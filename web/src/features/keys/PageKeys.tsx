// Keys of every page: g and a letter opens a page, z undoes the last action, ? lists the keys.
import { lazy, Suspense, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useKeys } from '../../lib/browser/use-keys.ts';
import { useToasts } from '../../ui/overlays/Toasts.tsx';
import { places } from '../shell/NavigationRail.tsx';

const KeyList = lazy(() => import('./KeyList.tsx'));

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
  const [isListed, setListed] = useState(false);
  useKeys(
    {
      g: () => {
        began.current = performance.now();
      },
      ...Object.fromEntries(
        places.flatMap(({ path, letter }) => (letter === undefined ? [] : [[letter, go(path)] as const])),
      ),
      z: undoLast,
      '?': () => {
        setListed(true);
      },
    },
    true,
  );
  if (!isListed) return null;
  return (
    <Suspense>
      <KeyList
        onClose={() => {
          setListed(false);
        }}
      />
    </Suspense>
  );
}
