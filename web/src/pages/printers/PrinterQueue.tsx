// The queue of one printer: what prints, and what comes next in the order of printing. Users change the order by the menu of a row, by
// Alt with the arrow keys, or by dragging.
import { ChevronDown, ChevronsUp, ChevronUp, GripVertical } from 'lucide-react';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { useActions } from '../../features/actions/ActionProvider.tsx';
import { JobLine } from '../../features/job/JobLine.tsx';
import { JobMenu } from '../../features/job/JobMenu.tsx';
import { StateBadge } from '../../features/job/StateBadge.tsx';
import { usePrinterQueue } from '../../data/queries/printer-queries.ts';
import { useServerTime, useStatus } from '../../data/queries/queries.ts';
import type { ApiPrinter, JobRow } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { routes } from '../../lib/paths.ts';
import {
  dropMove,
  queueMoves,
  type DropSide,
  type QueueMove,
  type QueueMoves,
} from '../../lib/films/queue-moves.ts';
import type { MenuEntry } from '../../ui/buttons/Menu.tsx';
import { Button } from '../../ui/buttons/Button.tsx';
import { Empty, Skeleton } from '../../ui/display/Panel.tsx';
import styles from './PrinterQueue.module.css';

export function PrinterQueue({ printer: { aeTitle } }: { readonly printer: ApiPrinter }) {
  const { t, number } = useTexts();
  const { run } = useActions();
  const [dragged, setDragged] = useState<string>();
  const [target, setTarget] = useState<{ readonly id: string; readonly side: DropSide }>();
  const { data, error, refetch } = usePrinterQueue(aeTitle);
  const printing = useStatus().data?.printing.filter(({ printer }) => printer === aeTitle) ?? [];
  if (data === undefined) {
    if (error === null) return <Skeleton rows={4} label={t('shell.loading')} />;
    return (
      <Empty sentence={t('error.no-answer')}>
        <Button label={t('action.retry')} onPress={() => void refetch()} />
      </Empty>
    );
  }
  const { jobs, total } = data;
  const dragOf = (job: (typeof jobs)[number]): RowDrag => ({
    isDragged: dragged === job.id,
    side: target?.id === job.id ? target.side : undefined,
    onStart: () => {
      setDragged(job.id);
    },
    onOver: (side) => {
      const canDrop = dragged !== undefined && dropMove(jobs, dragged, job.id, side) !== undefined;
      setTarget(canDrop ? { id: job.id, side } : undefined);
      return canDrop;
    },
    onDrop: (side) => {
      const moved = jobs.find(({ id }) => id === dragged);
      const move = moved && dropMove(jobs, moved.id, job.id, side);
      if (moved !== undefined && move !== undefined) run({ kind: 'order', job: moved, ...move });
    },
    onEnd: () => {
      setDragged(undefined);
      setTarget(undefined);
    },
  });
  if (jobs.length + printing.length === 0)
    return (
      <div className={styles.frame}>
        <Empty sentence={t('printers.queue.empty', { printer: aeTitle })} />
      </div>
    );
  return (
    <div className={styles.frame}>
      <ol>
        {printing.map((job) => (
          <QueueRow key={job.id} job={job} films={job.films.length} position="" />
        ))}
        {jobs.map((job, index) => (
          <QueueRow
            key={job.id}
            job={job}
            films={job.filmCount}
            position={number(index + 1)}
            moves={queueMoves(jobs, job.id)}
            drag={dragOf(job)}
          />
        ))}
      </ol>
      {total > jobs.length && (
        <p className={styles.more}>
          <Link href={`${routes.films}?printer=${encodeURIComponent(aeTitle)}&state=PENDING`}>
            {t('queue.more', { count: total - jobs.length })}
          </Link>
        </p>
      )}
    </div>
  );
}

interface QueueRowProps {
  readonly job: JobRow & {
    readonly sessionLabel: string | null;
    readonly createdAt: string;
    readonly copies: number;
  };
  readonly films: number;
  /** Place in the queue; empty for what prints. */
  readonly position: string;
  /** The places to which the job can move; default: none. */
  readonly moves?: QueueMoves;
  /** Default: it cannot be dragged. */
  readonly drag?: RowDrag;
}

interface RowDrag {
  readonly isDragged: boolean;
  /** Where the dragged row would be dropped; undefined: not at this row. */
  readonly side: DropSide | undefined;
  readonly onStart: () => void;
  /** Whether it can be dropped there. */
  readonly onOver: (side: DropSide) => boolean;
  readonly onDrop: (side: DropSide) => void;
  readonly onEnd: () => void;
}

/** The half of the row that the pointer is over. */
function sideOf({ currentTarget, clientY }: DragEvent<HTMLElement>): DropSide {
  const { top, height } = currentTarget.getBoundingClientRect();
  return clientY < top + height / 2 ? 'before' : 'after';
}

/** Properties of a row that is dragged, or that others are dropped at. */
function draggable({ onStart, onOver, onDrop, onEnd }: RowDrag, canMove: boolean) {
  return {
    draggable: canMove,
    onDragStart: (event: DragEvent<HTMLElement>) => {
      event.dataTransfer.effectAllowed = 'move';
      onStart();
    },
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (onOver(sideOf(event))) event.preventDefault();
    },
    onDrop: (event: DragEvent<HTMLElement>) => {
      event.preventDefault();
      onDrop(sideOf(event));
    },
    onDragEnd: onEnd,
  };
}

const moveIcons = { top: ChevronsUp, up: ChevronUp, down: ChevronDown } as const;

function QueueRow({ job, films, position, moves = {}, drag }: QueueRowProps) {
  const { t, time } = useTexts();
  const { run } = useActions();
  const moveTo = (move: QueueMove | undefined) => {
    if (move !== undefined) run({ kind: 'order', job, ...move });
  };
  const entries = (['top', 'up', 'down'] as const).flatMap((place): readonly MenuEntry[] => {
    const move = moves[place];
    if (move === undefined) return [];
    const onAction = () => {
      moveTo(move);
    };
    return [{ id: `order-${place}`, label: t(`action.order.${place}`), icon: moveIcons[place], onAction }];
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    moveTo(event.key === 'ArrowUp' ? moves.up : moves.down);
  };
  const now = useServerTime();
  return (
    <li
      className={classes(
        styles.row,
        drag?.isDragged === true && styles.dragged,
        drag?.side !== undefined && styles[drag.side],
      )}
      onKeyDown={onKeyDown}
      {...(drag === undefined ? {} : draggable(drag, entries.length > 0))}
    >
      <span className={styles.position}>
        {entries.length > 0 && <GripVertical size={16} aria-hidden className={styles.grip} />}
        {position}
      </span>
      <StateBadge job={job} />
      <JobLine
        job={job}
        facts={t('printers.queue.facts', { films: films * job.copies, time: time(job.createdAt, now) })}
        isRowDraggable
      />
      <JobMenu job={job} first={entries.length === 0 ? [] : [...entries, 'line']} />
    </li>
  );
}
