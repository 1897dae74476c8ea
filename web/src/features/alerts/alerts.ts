// Plays a tone and shows a browser notification when a new problem keeps films from being printed. Only if the user switched it
// on in this browser, and without patient data. With several tabs open, one of them plays. Start at `useAlerts`.
import { useEffect, useRef } from 'react';
import { useStatus, useStore } from '../../data/queries/queries.ts';
import type { ApiTodo } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { preferences } from '../../lib/browser/stored-preferences.ts';

const keyOf = ({ kind, printer, destination, job }: ApiTodo) => [kind, printer, destination, job].join(' ');

/** Browsers offer notifications to pages of this machine and behind TLS only. */
export const canNotify = (): boolean => 'Notification' in window && window.isSecureContext;

let audio: AudioContext | undefined;

/** Two short tones. A browser that has not seen a click on this page yet stays silent. */
export function playTone(): void {
  audio ??= new AudioContext();
  const { currentTime, destination } = audio;
  void audio.resume();
  for (const [at, frequency] of [
    [0, 740],
    [0.18, 988],
  ] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(destination);
    tone.start(currentTime + at);
    tone.stop(currentTime + at + 0.15);
  }
}

const toneMs = 1_000;

/** Plays in one tab only: the other tabs find the lock taken. */
function playOnce(): void {
  if (!('locks' in navigator)) {
    playTone();
    return;
  }
  void navigator.locks.request('hardcopy-tone', { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    playTone();
    await new Promise((resolve) => setTimeout(resolve, toneMs));
  });
}

/** Watches the to-do list on every page. */
export function useAlerts(): void {
  const { t } = useTexts();
  const { hasSound, hasNotifications } = useStore(preferences);
  const todo = useStatus().data?.todo;
  const seen = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (todo === undefined) return;
    const failures = todo.filter(({ severity }) => severity === 'failure');
    const fresh = failures.filter((entry) => seen.current?.has(keyOf(entry)) === false);
    // Problems that exist when the page opens are on the page, and cause no alert.
    seen.current = new Set(failures.map(keyOf));
    const [first] = fresh;
    if (first === undefined) return;
    if (hasSound) playOnce();
    if (hasNotifications && canNotify() && Notification.permission === 'granted')
      new Notification(t('shell.product'), {
        body: first.printer === null ? t('alerts.server') : t('alerts.printer', { printer: first.printer }),
        // With the same tag, several tabs show one notification.
        tag: keyOf(first),
      });
  }, [todo, hasSound, hasNotifications, t]);
}
