// The state of a printer in an icon and a word: paused, its device's trouble, or ready; and whether it is being removed.
import {
  CircleCheck,
  CircleQuestionMark,
  LogOut,
  OctagonAlert,
  Pause,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { ApiPrinter } from '../../data/types.ts';
import type { PrinterState } from '../../data/states/printer-states.ts';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { Badge, type Tone } from '../../ui/display/Badge.tsx';
import styles from './PrinterCard.module.css';

const looks = {
  ready: { tone: 'ok', icon: CircleCheck, key: 'printer.state.ready' },
  paused: { tone: 'held', icon: Pause, key: 'printer.state.paused' },
  warning: { tone: 'warning', icon: TriangleAlert, key: 'printer.state.warning' },
  failure: { tone: 'failure', icon: OctagonAlert, key: 'printer.state.failure' },
  unknown: { tone: 'idle', icon: CircleQuestionMark, key: 'printer.state.unknown' },
} as const satisfies Record<PrinterState, { tone: Tone; icon: LucideIcon; key: TextKey }>;

/** A printer that is being removed says so instead of that it is ready; its trouble is shown too, because its films wait for it. */
export function PrinterBadge({ printer }: { readonly printer: Pick<ApiPrinter, 'state' | 'removal'> }) {
  const { t } = useTexts();
  const { state, removal } = printer;
  if (removal === undefined) return <PrinterStateBadge state={state} />;
  return (
    <span className={styles.badges}>
      <Badge tone="held" icon={LogOut} word={t('printer.removing')} />
      {state !== 'ready' && <PrinterStateBadge state={state} />}
    </span>
  );
}

/** The same for a state alone: of a device. */
export function PrinterStateBadge({ state }: { readonly state: PrinterState }) {
  const { t } = useTexts();
  const { tone, icon, key } = looks[state];
  return <Badge tone={tone} icon={icon} word={t(key)} />;
}
