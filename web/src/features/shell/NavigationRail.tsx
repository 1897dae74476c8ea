// The pages of the console: a rail, and on narrow screens a bar with the most used ones and a menu of the others.
import {
  Activity,
  Ellipsis,
  FilePlus,
  Film,
  Gauge,
  MonitorSmartphone,
  Printer,
  Server,
  type LucideIcon,
} from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useCan, type Permission } from '../../data/states/permissions.ts';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { routes } from '../../lib/paths.ts';
import { useMedia } from '../../lib/browser/use-media.ts';
import { MenuButton } from '../../ui/buttons/Menu.tsx';
import styles from './NavigationRail.module.css';

interface Place {
  readonly path: string;
  readonly key: TextKey;
  readonly icon: LucideIcon;
  /** The key that opens the page after `g`. */
  readonly letter?: string;
  /** A user without this permission does not see it; default: everybody does. */
  readonly needs?: Permission;
}

export const places: readonly Place[] = [
  { path: routes.now, key: 'now.name', letter: 'n', icon: Activity },
  { path: routes.films, key: 'films.name', letter: 'f', icon: Film },
  { path: routes.printers, key: 'printers.name', letter: 'p', icon: Printer },
  {
    path: routes.clients,
    key: 'clients.name',
    letter: 'c',
    needs: 'client.view',
    icon: MonitorSmartphone,
  },
  { path: routes.quality, key: 'quality.name', letter: 'q', needs: 'printer.view', icon: Gauge },
  { path: routes.print, key: 'print.name', letter: 'd', needs: 'print.create', icon: FilePlus },
  { path: routes.system, key: 'system.name', letter: 's', needs: 'config.view', icon: Server },
];

const isAt = (location: string, path: string) =>
  path === routes.now ? location === path : location === path || location.startsWith(`${path}/`);

/** In the bar of narrow screens, in this order; the other pages are in its menu. */
const inBar: readonly string[] = [routes.now, routes.films, routes.printers, routes.print];

export function NavigationRail() {
  const { t } = useTexts();
  const [location, navigate] = useLocation();
  const can = useCan();
  const isBar = useMedia('(max-width: 699px)');
  const seen = places.filter(({ needs }) => needs === undefined || can(needs));
  const shown = isBar
    ? seen
        .filter(({ path }) => inBar.includes(path))
        .toSorted((one, other) => inBar.indexOf(one.path) - inBar.indexOf(other.path))
    : seen;
  const others = seen.filter((place) => !shown.includes(place));
  return (
    <nav className={styles.rail} aria-label={t('shell.pages')}>
      <Link href={routes.now} className={styles.brand}>
        <span aria-hidden className={styles.mark} />
        <span className={styles.word}>{t('shell.product')}</span>
      </Link>
      <ul className={styles.list}>
        {shown.map(({ path, key, icon: Icon }) => {
          const isHere = isAt(location, path);
          return (
            <li key={path}>
              <Link
                href={path}
                className={classes(styles.place, isHere && styles.here)}
                title={t(key)}
                {...(isHere ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon size={18} aria-hidden />
                <span className={styles.name}>{t(key)}</span>
              </Link>
            </li>
          );
        })}
        {others.length > 0 && (
          <li
            className={classes(styles.more, others.some(({ path }) => isAt(location, path)) && styles.here)}
          >
            <MenuButton
              label={t('shell.more')}
              icon={Ellipsis}
              iconOnly={false}
              entries={others.map(({ path, key, icon }) => ({
                id: path,
                label: t(key),
                icon,
                onAction: () => {
                  navigate(path);
                },
              }))}
            />
          </li>
        )}
      </ul>
    </nav>
  );
}
