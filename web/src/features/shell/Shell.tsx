// The frame of every page: the navigation rail (on narrow screens a bar at the bottom), the top bar with the health of the
// server, and the strip that warns of stale data.
import { CircleUser, Moon, Settings2, Sun, SunMoon } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../../lib/paths.ts';
import { themes } from '../../lib/browser/preferences.ts';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import { hasToken, noteSignInNeeded, signOut } from '../../data/requests/session.ts';
import { AlertButtons } from '../alerts/AlertButtons.tsx';
import { useAlerts } from '../alerts/alerts.ts';
import { call } from '../../data/requests/client.ts';
import { useMe, useStore } from '../../data/queries/queries.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { MenuButton, type MenuEntry } from '../../ui/buttons/Menu.tsx';
import { Health } from './Health.tsx';
import { NavigationRail } from './NavigationRail.tsx';
import { RestartNotice } from './RestartNotice.tsx';
import { StaleStrip } from './StaleStrip.tsx';
import { UndoList } from './UndoList.tsx';
import { useDialog } from './use-dialog.ts';
import styles from './Shell.module.css';

// Loaded when it is opened: the first view has no fields and lists.
const PreferencesDialog = lazy(async () => ({
  default: (await import('./PreferencesDialog.tsx')).PreferencesDialog,
}));

/** If the server does not answer, the session has not ended; the next request shows that the user is still signed in. */
function signOutOfAccount(): void {
  call('POST /api/sign-out', { body: {} }).then(
    () => {
      noteSignInNeeded();
    },
    () => undefined,
  );
}

const themeIcons = { system: SunMoon, light: Sun, dark: Moon } as const;

export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const { theme } = useStore(preferences);
  const [location, navigate] = useLocation();
  // A part of a page is not a new page: the focus stays on its tab.
  const page = location.split('/', 3).join('/');
  const main = useRef<HTMLElement>(null);
  const choices = useDialog();
  useAlerts();
  const { data: me } = useMe();

  // A new page starts at the top, and the keyboard focus with it.
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [page]);

  const entries: readonly (MenuEntry | 'line')[] = [
    ...themes.map((one) => ({
      id: one,
      label: t(`theme.${one}`) + (one === theme ? ' ✓' : ''),
      icon: themeIcons[one],
      onAction: () => {
        setPreferences({ theme: one });
      },
    })),
    'line',
    { id: 'preferences', label: t('preferences.title'), icon: Settings2, onAction: choices.open },
    ...(hasToken() ? [{ id: 'sign-out', label: t('sign-in.out'), onAction: signOut }] : []),
    ...(me?.verified === true
      ? [
          {
            id: 'account',
            label: t('account.name'),
            icon: CircleUser,
            onAction: () => {
              navigate(routes.account);
            },
          },
          { id: 'sign-out', label: `${t('sign-in.out')} (${me.user})`, onAction: signOutOfAccount },
        ]
      : []),
  ];
  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        {t('shell.skip')}
      </a>
      <NavigationRail />
      <header className={styles.top}>
        <Health />
        <div className={styles.tools}>
          <AlertButtons />
          <UndoList />
          <MenuButton label={t('preferences.menu')} icon={Settings2} entries={entries} />
        </div>
      </header>
      <StaleStrip />
      <RestartNotice />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
      {choices.isOpen && (
        <Suspense>
          <PreferencesDialog onClose={choices.close} />
        </Suspense>
      )}
    </div>
  );
}
