// The states of a printer over the last day or week: a band in which each state has a height and a color of its own, and a table of
// the same states, newest first.
import { LogOut, Power } from 'lucide-react';
import { useState } from 'react';
import { usePrinterStates } from '../../../data/queries/printer-queries.ts';
import { useServerTime } from '../../../data/queries/queries.ts';
import type { AnswerOf } from '../../../data/requests/client.ts';
import { Message } from '../../../features/message/Message.tsx';
import { PrinterStateBadge } from '../../../features/printer/PrinterBadge.tsx';
import { Loaded } from '../../../features/shell/Loaded.tsx';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { classes } from '../../../lib/classes.ts';
import { ageOf } from '../../../lib/text/ages.ts';
import { Badge } from '../../../ui/display/Badge.tsx';
import { Button } from '../../../ui/buttons/Button.tsx';
import { DataTable } from '../../../ui/display/DataTable.tsx';
import { Empty, Panel } from '../../../ui/display/Panel.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import styles from './StateTimeline.module.css';

type Answer = AnswerOf<'GET /api/printers/{aeTitle}/states'>;
type Span = Answer['states'][number];

const ranges = ['1', '7'] as const;
/** Rows of the table at first. */
const firstRows = 20;

const lengthOf = ({ from, until }: Span, now: string) => Date.parse(until ?? now) - Date.parse(from);

export function StateTimeline({ aeTitle }: { readonly aeTitle: string }) {
  const { t } = useTexts();
  const [days, setDays] = useState<(typeof ranges)[number]>('1');
  const query = usePrinterStates(aeTitle, days);
  return (
    <Panel
      title={t('timeline.title')}
      aside={
        <Choice
          isCompact
          label={t('timeline.range')}
          options={ranges.map((id) => ({ id, label: t(`timeline.range.${id}`) }))}
          value={days}
          onChange={setDays}
        />
      }
    >
      <Loaded query={query} rows={4}>
        {(answer) =>
          answer.states.length === 0 ? (
            <Empty sentence={t('timeline.empty')} />
          ) : (
            <>
              <Band aeTitle={aeTitle} answer={answer} />
              <StateTable answer={answer} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Band({ aeTitle, answer }: { readonly aeTitle: string; readonly answer: Answer }) {
  const { t, time } = useTexts();
  const now = useServerTime();
  const { since, until, states } = answer;
  const [first] = states;
  const unknownMs = first === undefined ? 0 : Date.parse(first.from) - Date.parse(since);
  const middle = new Date((Date.parse(since) + Date.parse(until)) / 2);
  return (
    <div className={styles.frame} dir="ltr">
      <div className={styles.band} role="img" aria-label={t('timeline.summary', { printer: aeTitle })}>
        {unknownMs > 0 && <span style={{ flexGrow: unknownMs }} />}
        {states.map((span) => (
          <span
            key={span.from}
            className={classes(styles.span, styles[span.state])}
            style={{ flexGrow: Math.max(1, lengthOf(span, until)) }}
          />
        ))}
      </div>
      <div className={styles.ends} aria-hidden>
        <span>{time(since, now)}</span>
        <span>{time(middle, now)}</span>
        <span>{time(until, now)}</span>
      </div>
    </div>
  );
}

function SpanBadge({ state }: { readonly state: Span['state'] }) {
  const { t } = useTexts();
  if (state === 'off') return <Badge tone="idle" icon={Power} word={t('timeline.off')} />;
  if (state === 'removed') return <Badge tone="idle" icon={LogOut} word={t('timeline.removed')} />;
  return <PrinterStateBadge state={state} />;
}

function StateTable({ answer: { states, until } }: { readonly answer: Answer }) {
  const { t, time, duration } = useTexts();
  const now = useServerTime();
  const [isWhole, setWhole] = useState(false);
  const newest = states.toReversed();
  const shown = isWhole ? newest : newest.slice(0, firstRows);
  return (
    <>
      <DataTable
        label={t('timeline.title')}
        rows={shown}
        idOf={({ from }) => from}
        columns={[
          {
            id: 'from',
            header: t('printers.fact.since'),
            isRowHeader: true,
            cell: ({ from }) => <time dateTime={from}>{time(from, now)}</time>,
          },
          { id: 'state', header: t('printers.fact.state'), cell: ({ state }) => <SpanBadge state={state} /> },
          {
            id: 'length',
            header: t('timeline.length'),
            cell: (span) => {
              const { value, unit } = ageOf(lengthOf(span, until));
              return duration(value, unit);
            },
          },
          {
            id: 'what',
            header: t('timeline.what'),
            cell: ({ state, detail, message }) =>
              state === 'paused' ? (
                t('printer.paused-by', { user: detail === '' ? t('printer.someone') : detail })
              ) : message === null ? (
                ''
              ) : (
                <Message said={message} english={detail} />
              ),
          },
        ]}
      />
      {newest.length > shown.length && (
        <p className={styles.more}>
          <Button
            label={t('printers.history.older')}
            onPress={() => {
              setWhole(true);
            }}
          />
        </p>
      )}
    </>
  );
}
