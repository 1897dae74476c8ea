// Calibration and constancy control: the printers with their media, and beside them the chosen one. Start at `Quality`.
import { CircleCheck, CircleQuestionMark, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Link, useParams } from 'wouter';
import { PageBoundary } from '../../features/shell/PageBoundary.tsx';
import {
  useCalibrations,
  useControls,
  type ApiCalibrationState,
  type ApiControlState,
} from '../../data/queries/quality.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { qualityPath, routes } from '../../lib/paths.ts';
import { useTitle } from '../../lib/browser/use-title.ts';
import { Badge } from '../../ui/display/Badge.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import { CalibrationPart } from './CalibrationPart.tsx';
import { ControlPart } from './ControlPart.tsx';
import styles from './Quality.module.css';

const looks = {
  valid: { tone: 'ok', icon: CircleCheck },
  due: { tone: 'warning', icon: TriangleAlert },
  expired: { tone: 'warning', icon: TriangleAlert },
  configured: { tone: 'idle', icon: CircleCheck },
  none: { tone: 'idle', icon: CircleQuestionMark },
} as const;

export function CalibrationBadge({ state }: Pick<ApiCalibrationState, 'state'>) {
  const { t } = useTexts();
  return <Badge {...looks[state]} word={t(`quality.state.${state}`)} />;
}

/** Empty while no reference is established, or nothing is due. */
export function ControlBadge({ state }: { readonly state: ApiControlState }) {
  const { t } = useTexts();
  const { failing, daily, weekly } = state;
  if (failing) return <Badge tone="failure" icon={OctagonAlert} word={t('quality.control.failed')} />;
  const states = [daily.state, weekly.state];
  if (states.includes('overdue'))
    return <Badge tone="warning" icon={TriangleAlert} word={t('quality.control.overdue')} />;
  if (states.includes('due'))
    return <Badge tone="active" icon={CircleCheck} word={t('quality.control.due')} />;
  return null;
}

export default function Quality() {
  const { t } = useTexts();
  const { aeTitle, medium } = useParams<{ aeTitle?: string; medium?: string }>();
  useTitle(aeTitle === undefined ? t('quality.name') : `${aeTitle} – ${t('quality.name')}`);
  const { data, error, refetch } = useCalibrations();
  const controls = useControls().data?.controls ?? [];
  if (data === undefined) {
    if (error === null) return <Skeleton rows={8} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const { calibrations } = data;
  const isChosen = aeTitle !== undefined && medium !== undefined;
  const shown = isChosen
    ? calibrations.find((one) => one.printer === aeTitle && one.medium === medium)
    : calibrations[0];
  const Title = isChosen ? 'p' : 'h1';
  return (
    <div className={classes(styles.page, isChosen && styles.chosen)}>
      <nav aria-label={t('quality.name')} className={styles.list}>
        <Title className={styles.title}>{t('quality.name')}</Title>
        <ul>
          {calibrations.map((one) => (
            <li key={`${one.printer} ${one.medium}`}>
              <Row
                calibration={one}
                control={controls.find(
                  ({ printer, medium: on }) => printer === one.printer && on === one.medium,
                )}
                isHere={one === shown}
              />
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles.detail}>
        {shown === undefined ? (
          <Empty
            sentence={isChosen ? t('quality.no-such', { printer: aeTitle, medium }) : t('printers.empty')}
          >
            <Link href={routes.quality}>{t('quality.name')}</Link>
          </Empty>
        ) : (
          <Detail key={`${shown.printer} ${shown.medium}`} shown={shown} isChosen={isChosen} />
        )}
      </div>
    </div>
  );
}

interface RowProps {
  readonly calibration: ApiCalibrationState;
  readonly control: ApiControlState | undefined;
  readonly isHere: boolean;
}

function Row({ calibration, control, isHere }: RowProps) {
  const { t } = useTexts();
  const { printer, medium, loaded } = calibration;
  return (
    <Link
      href={qualityPath(printer, medium)}
      className={classes(styles.row, isHere && styles.here)}
      {...(isHere ? { 'aria-current': 'true' as const } : {})}
    >
      <strong>
        <bdi>{printer}</bdi>
      </strong>
      <CalibrationBadge state={calibration.state} />
      <span className={styles.muted}>
        <bdi>{medium}</bdi>
        {!loaded && ` · ${t('quality.not-loaded')}`}
      </span>
      {control !== undefined && <ControlBadge state={control} />}
    </Link>
  );
}

interface DetailProps {
  readonly shown: ApiCalibrationState;
  readonly isChosen: boolean;
}

function Detail({ shown, isChosen }: DetailProps) {
  const { t } = useTexts();
  const { printer: aeTitle, medium, loaded } = shown;
  const Title = isChosen ? 'h1' : 'h2';
  const of = { aeTitle, medium };
  return (
    <article className={styles.article} aria-label={t('quality.of', { printer: aeTitle, medium })}>
      <Link href={routes.quality} className={styles.back}>
        {t('quality.name')}
      </Link>
      <Title className={styles.head}>{t('quality.of', { printer: aeTitle, medium })}</Title>
      <PageBoundary>
        <CalibrationPart of={of} isLoaded={loaded} />
      </PageBoundary>
      <PageBoundary>
        <ControlPart of={of} isLoaded={loaded} />
      </PageBoundary>
    </article>
  );
}
