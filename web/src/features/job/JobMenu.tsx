// The actions of a job, in a menu at its row or card.
import {
  Ban,
  Check,
  ChevronsDown,
  ChevronsUp,
  CornerUpRight,
  Equal,
  Pause,
  Play,
  Printer,
  RotateCw,
  type LucideIcon,
} from 'lucide-react';
import { possibleActions, shownState, type JobActionName } from '../../data/states/job-states.ts';
import { useMay } from '../../data/states/permissions.ts';
import type { JobRow } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { MenuButton, type MenuEntry } from '../../ui/buttons/Menu.tsx';
import { useActions } from '../actions/ActionProvider.tsx';
import { useRefusalText } from '../actions/role-texts.ts';

export const actionIcons = {
  hold: Pause,
  release: Play,
  retry: RotateCw,
  printed: Check,
  move: CornerUpRight,
  cancel: Ban,
  reprint: Printer,
  priority: ChevronsUp,
} as const satisfies Record<JobActionName, LucideIcon>;

const priorities = [
  ['HIGH', ChevronsUp],
  ['MED', Equal],
  ['LOW', ChevronsDown],
] as const;

export interface JobMenuProps {
  readonly job: JobRow;
  /** Entries that the page adds before those of every job. */
  readonly first?: readonly (MenuEntry | 'line')[];
}

export function JobMenu({ job, first = [] }: JobMenuProps) {
  const { t } = useTexts();
  const { run, chooseMove } = useActions();
  const may = useMay();
  /** The reason why an entry is disabled, for a user without the permission. */
  const refusal = useRefusalText();
  const refusalOf = (action: JobActionName) => (may(action) ? {} : { refusal });
  const entryOf = (action: JobActionName): readonly (MenuEntry | 'line')[] => {
    if (action === 'priority')
      return [
        'line',
        ...priorities
          .filter(([priority]) => priority !== job.priority)
          .map(([priority, icon]) => ({
            id: priority,
            label: t(`action.priority.${priority}`),
            icon,
            ...refusalOf('priority'),
            onAction: () => {
              run({ kind: 'priority', job, priority });
            },
          })),
        'line',
      ];
    return [
      {
        id: action,
        label:
          action === 'retry' && job.state === 'UNKNOWN' ? t('action.print-again') : t(`action.${action}`),
        icon: actionIcons[action],
        isDanger: action === 'cancel',
        ...refusalOf(action),
        onAction: () => {
          if (action === 'move') chooseMove({ kind: 'job', job });
          else run({ kind: action, job });
        },
      },
    ];
  };
  const entries = [
    ...first,
    ...possibleActions(shownState(job), job.payloadRemovedAt === null).flatMap(entryOf),
  ];
  if (entries.length === 0) return null;
  return <MenuButton label={t('action.more', { client: job.callingAeTitle })} entries={entries} />;
}
