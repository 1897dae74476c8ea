// The to-do list, most urgent first: each problem with the number of waiting films and the actions that solve it.
import {
  Check,
  CornerUpRight,
  OctagonAlert,
  Play,
  Printer,
  RotateCw,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { Message } from '../../features/message/Message.tsx';
import { call } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import type { ApiJob, ApiPrinter, ApiTodo } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { filmPath, qualityPath } from '../../lib/paths.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import styles from './TodoList.module.css';

export interface TodoListProps {
  readonly todo: readonly ApiTodo[];
  readonly printers: readonly ApiPrinter[];
  /** Jobs that are loaded already. */
  readonly jobs: readonly ApiJob[];
}

export function TodoList({ todo, printers, jobs }: TodoListProps) {
  const { t } = useTexts();
  return (
    <ul className={styles.list}>
      {todo.map((entry) => {
        const printer = printers.find(({ aeTitle }) => aeTitle === entry.printer);
        const keepsFilms = entry.kind === 'device' || entry.kind === 'paused' || entry.kind === 'removed';
        const waiting = keepsFilms ? (printer?.jobsWaiting ?? 0) : 0;
        const Icon = entry.severity === 'failure' ? OctagonAlert : TriangleAlert;
        return (
          <li
            key={[entry.kind, entry.printer, entry.destination, entry.job].join(' ')}
            className={styles.entry}
          >
            <Icon
              size={20}
              aria-label={t(`severity.${entry.severity}`)}
              className={classes(styles.icon, styles[entry.severity])}
            />
            <div className={styles.words}>
              <p>
                <Message said={entry.message} english={entry.sentence} />
              </p>
              {waiting > 0 && <p className={styles.waiting}>{t('todo.waiting', { count: waiting })}</p>}
            </div>
            <div className={styles.actions}>
              <Remedies entry={entry} waiting={waiting} job={jobs.find(({ id }) => id === entry.job)} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface RemediesProps {
  readonly entry: ApiTodo;
  readonly waiting: number;
  readonly job: ApiJob | undefined;
}

function Remedies({ entry, waiting, job }: RemediesProps) {
  const { t } = useTexts();
  const { run, chooseMove, isPending } = useActions();
  const { printer, kind } = entry;
  const act = (label: string, icon: LucideIcon, onPress: () => void) => (
    <Button
      key={label}
      label={label}
      icon={icon}
      isPending={isPending(entry.job ?? printer ?? '')}
      onPress={onPress}
    />
  );
  switch (kind) {
    case 'device':
    case 'removed':
      return waiting > 0 && printer !== null
        ? act(t('action.move-queue'), CornerUpRight, () => {
            chooseMove({ kind: 'queue', printer });
          })
        : null;
    case 'paused':
      return printer === null
        ? null
        : [
            act(t('action.resume'), Play, () => {
              run({ kind: 'resume', printer });
            }),
            act(t('action.move-queue'), CornerUpRight, () => {
              chooseMove({ kind: 'queue', printer });
            }),
          ];
    case 'calibration':
      return printer === null
        ? null
        : [
            act(t('action.calibration-target'), Printer, () => {
              run({ kind: 'calibration-target', printer });
            }),
            <QualityLink key="quality" entry={entry} printer={printer} />,
          ];
    case 'job':
      return entry.job === null ? null : <JobRemedies id={entry.job} known={job} />;
    case 'control':
      return printer === null ? null : <QualityLink entry={entry} printer={printer} />;
    case 'server':
      return null;
    default:
      return kind satisfies never;
  }
}

/** To the calibration and the control of the medium that the entry is about. */
function QualityLink({ entry, printer }: { readonly entry: ApiTodo; readonly printer: string }) {
  const { t } = useTexts();
  const { medium } = entry.message.params;
  return (
    <Link href={qualityPath(printer, String(medium))} className={styles.open}>
      {t('quality.name')}
    </Link>
  );
}

function JobRemedies({ id, known }: { readonly id: string; readonly known: ApiJob | undefined }) {
  const { t } = useTexts();
  const { run, chooseMove, isPending } = useActions();
  const { data } = useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => call('GET /api/jobs/{id}', { params: { id }, signal }),
    enabled: known === undefined,
  });
  const job = known ?? data;
  const open = (
    <Link key="open" href={filmPath(id)} className={styles.open}>
      {t('action.open')}
    </Link>
  );
  if (job === undefined) return open;
  const hasPixels = job.payloadRemovedAt === null;
  const act = (label: string, icon: LucideIcon, onPress: () => void) => (
    <Button key={label} label={label} icon={icon} isPending={isPending(id)} onPress={onPress} />
  );
  const retry = (label: string) =>
    act(label, RotateCw, () => {
      run({ kind: 'retry', job });
    });
  if (job.state === 'UNKNOWN')
    return [
      act(t('action.printed'), Check, () => {
        run({ kind: 'printed', job });
      }),
      ...(hasPixels ? [retry(t('action.print-again'))] : []),
      open,
    ];
  if (!hasPixels) return open;
  return [
    retry(t('action.retry')),
    act(t('action.move'), CornerUpRight, () => {
      chooseMove({ kind: 'job', job });
    }),
    open,
  ];
}
