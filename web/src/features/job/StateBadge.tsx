// The state of a job in an icon and a word.
import {
  Ban,
  CircleCheck,
  CircleQuestionMark,
  Clock,
  Hourglass,
  OctagonX,
  Pause,
  Printer,
  RotateCw,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { shownState, type ShownJobState, type StateFacts } from '../../data/states/job-states.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge, type Tone } from '../../ui/display/Badge.tsx';

const looks = {
  queued: { tone: 'idle', icon: Clock },
  held: { tone: 'held', icon: Pause },
  waiting: { tone: 'warning', icon: Hourglass },
  retry: { tone: 'warning', icon: RotateCw },
  printing: { tone: 'active', icon: Printer },
  printed: { tone: 'ok', icon: CircleCheck },
  partly: { tone: 'warning', icon: TriangleAlert },
  unknown: { tone: 'warning', icon: CircleQuestionMark },
  failed: { tone: 'failure', icon: OctagonX },
  cancelled: { tone: 'idle', icon: Ban },
} as const satisfies Record<ShownJobState, { tone: Tone; icon: LucideIcon }>;

export function StateBadge({ job }: { readonly job: StateFacts }) {
  const { t } = useTexts();
  const state = shownState(job);
  const { tone, icon } = looks[state];
  return <Badge tone={tone} icon={icon} word={t(`state.${state}`)} />;
}
