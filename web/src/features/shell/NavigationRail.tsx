// The pages of the console.
import {
  Activity,
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

export function NavigationRail() {
  const { t } = useTexts();
  const [location] = useLocation();
  const can = useCan();
  return (
    <nav className={styles.rail} aria-label={t('shell.pages')}>
      <Link href={routes.now} className={styles.brand}>
        <span aria-hidden className={styles.mark} />
        <span className={styles.word}>{t('shell.product')}</span>
      </Link>
      <ul className={styles.list}>
        {places
          .filter(({ needs }) => needs === undefined || can(needs))
          .map(({ path, key, icon: Icon }) => {
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
      </ul>
    </nav>
  );
}
