// The server as its administrator sees it: twelve parts, each with a path. Start at `parts`.
import { lazy } from 'react';
import { Link, Redirect } from 'wouter';
import { PageBoundary } from '../../features/shell/PageBoundary.tsx';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { routes, systemPath } from '../../lib/paths.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Empty } from '../../ui/display/Panel.tsx';
import { About } from './About.tsx';
import { ApiPage } from './ApiPage.tsx';
import { Certificates } from './Certificates.tsx';
import { Conformance } from './Conformance.tsx';
import { Doctor } from './Doctor.tsx';
import { LogPage } from './LogPage.tsx';
import { Statistics } from './statistics/Statistics.tsx';
import { Storage } from './Storage.tsx';
import styles from './System.module.css';

// Loaded lazily: few users open them.
const AuditPage = lazy(async () => ({ default: (await import('./AuditPage.tsx')).AuditPage }));
const Users = lazy(async () => ({ default: (await import('../../features/accounts/Users.tsx')).Users }));
const Tokens = lazy(async () => ({ default: (await import('../../features/accounts/Tokens.tsx')).Tokens }));
// Loaded lazily, because its YAML parser is larger than all other parts.
const Configuration = lazy(() => import('../../features/config/Configuration.tsx'));

const parts = {
  doctor: Doctor,
  config: Configuration,
  users: Users,
  tokens: Tokens,
  certificates: Certificates,
  storage: Storage,
  audit: AuditPage,
  log: LogPage,
  statistics: Statistics,
  conformance: Conformance,
  api: ApiPage,
  about: About,
} as const;
type Part = keyof typeof parts;

const partNames = Object.keys(parts) as readonly Part[];
const isPart = (name: string): name is Part => Object.hasOwn(parts, name);
const nameKey = (part: Part) => `system.part.${part}` satisfies TextKey;

export default function System({ part }: { readonly part: string | undefined }) {
  const { t } = useTexts();
  const known = part !== undefined && isPart(part) ? part : undefined;
  useTitle(known === undefined ? t('system.name') : `${t(nameKey(known))} – ${t('system.name')}`);
  if (part === undefined) return <Redirect to={systemPath('doctor')} replace />;
  if (known === undefined)
    return (
      <Empty sentence={t('not-found.sentence')}>
        <Link href={routes.system}>{t('system.name')}</Link>
      </Empty>
    );
  const Content = parts[known];
  return (
    <div className={styles.page}>
      <nav aria-label={t('system.name')} className={styles.parts}>
        {partNames.map((one) => (
          <Link
            key={one}
            href={systemPath(one)}
            className={classes(styles.part, one === known && styles.here)}
            {...(one === known ? { 'aria-current': 'page' as const } : {})}
          >
            {t(nameKey(one))}
          </Link>
        ))}
      </nav>
      <div className={styles.content}>
        <h1 className={styles.title}>{t(nameKey(known))}</h1>
        <PageBoundary key={known}>
          <Content />
        </PageBoundary>
      </div>
    </div>
  );
}
