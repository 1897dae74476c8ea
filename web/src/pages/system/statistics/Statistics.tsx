// Statistics of a range of days: films by client, printer and medium, and reasons of failures; with a chart, tables and CSV.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { RequestFailure, type AnswerOf } from '../../../data/requests/client.ts';
import { downloadStatistics, useStatistics, type Days } from '../../../data/queries/system-queries.ts';
import { failureText } from '../../../features/actions/action-texts.ts';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { Button } from '../../../ui/buttons/Button.tsx';
import { Choice } from '../../../ui/fields/Choice.tsx';
import { DataTable } from '../../../ui/display/DataTable.tsx';
import { DayField } from '../../../ui/fields/DayField.tsx';
import { Empty, Panel } from '../../../ui/display/Panel.tsx';
import { useToasts } from '../../../ui/overlays/Toasts.tsx';
import { DayBars } from '../../../features/statistics/DayBars.tsx';
import { Loaded } from '../../../features/shell/Loaded.tsx';
import styles from './Statistics.module.css';

type Answer = AnswerOf<'GET /api/statistics'>;

const ranges = ['7', '30', '90', '365', 'own'] as const;
type Range = (typeof ranges)[number];

/** `2026-11-30` of this machine's calendar, some days ago. */
function dayAgo(days: number): string {
  const at = new Date();
  at.setDate(at.getDate() - days);
  return at.toLocaleDateString('sv-SE');
}
const lastDays = (count: number): Days => ({ since: dayAgo(count - 1), until: dayAgo(0) });

export function Statistics() {
  const texts = useTexts();
  const { t } = texts;
  const { show } = useToasts();
  const [range, setRange] = useState<Range>('30');
  const [days, setDays] = useState<Days>(() => lastDays(30));
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await downloadStatistics(days);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      show({ text: failureText(texts, error), isFailure: true });
    } finally {
      setSaving(false);
    }
  };
  return (
    <>
      <div className={styles.bar}>
        <Choice
          isCompact
          label={t('statistics.range')}
          options={ranges.map((id) => ({ id, label: t(`statistics.range.${id}`) }))}
          value={range}
          onChange={(chosen) => {
            setRange(chosen);
            if (chosen !== 'own') setDays(lastDays(Number(chosen)));
          }}
        />
        {range === 'own' && (
          <>
            <DayField
              label={t('statistics.since')}
              value={days.since}
              onChange={(since) => {
                setDays({ since, until: since > days.until ? since : days.until });
              }}
            />
            <DayField
              label={t('statistics.until')}
              value={days.until}
              onChange={(until) => {
                setDays({ since: until < days.since ? until : days.since, until });
              }}
            />
          </>
        )}
        <div className={styles.save}>
          <Button
            label={t('statistics.csv')}
            icon={Download}
            isPending={isSaving}
            onPress={() => void save()}
          />
        </div>
      </div>
      <Loaded query={useStatistics(days)} rows={10}>
        {(answer) => <Numbers answer={answer} />}
      </Loaded>
    </>
  );
}

function Numbers({ answer }: { readonly answer: Answer }) {
  const { t, number, day } = useTexts();
  const { total, days, clients, printers, media, causes, timeZone } = answer;
  if (total.jobs + total.failed + total.cancelled === 0) return <Empty sentence={t('statistics.empty')} />;
  const dayText = (text: string) => day(new Date(`${text}T12:00:00`));
  return (
    <>
      <dl className={styles.totals}>
        {(['films', 'sheets', 'jobs', 'failed', 'cancelled'] as const).map((name) => (
          <div key={name} className={styles.total}>
            <dt>{t(`statistics.${name}`)}</dt>
            <dd>{number(total[name])}</dd>
          </div>
        ))}
      </dl>
      <Panel title={t('statistics.days')} aside={<span>{t('statistics.zone', { zone: timeZone })}</span>}>
        <DayBars days={days} since={answer.since} until={answer.until} />
      </Panel>
      <div className={styles.tables}>
        <Sums title={t('statistics.clients')} name={t('films.column.client')} rows={clients} />
        <Sums title={t('printers.name')} name={t('films.column.printer')} rows={printers} />
        <Sums title={t('statistics.media')} name={t('printers.fact.medium')} rows={media} />
        <Panel title={t('statistics.causes')}>
          {causes.length === 0 ? (
            <Empty sentence={t('statistics.causes.none')} />
          ) : (
            <DataTable
              label={t('statistics.causes')}
              rows={causes}
              idOf={({ reason, statusInfo }) => `${reason} ${statusInfo}`}
              columns={[
                {
                  id: 'cause',
                  header: t('statistics.cause'),
                  isRowHeader: true,
                  cell: ({ reason, statusInfo }) => (
                    <bdi lang="en" dir="ltr">
                      {reason} <small className={styles.muted}>{statusInfo}</small>
                    </bdi>
                  ),
                },
                {
                  id: 'jobs',
                  header: t('statistics.jobs'),
                  isNumber: true,
                  cell: ({ jobs }) => number(jobs),
                },
                {
                  id: 'films',
                  header: t('statistics.films'),
                  isNumber: true,
                  cell: ({ films }) => number(films),
                },
              ]}
            />
          )}
        </Panel>
        <Panel title={t('statistics.by-day')}>
          <DataTable
            label={t('statistics.by-day')}
            rows={[...days].reverse()}
            idOf={(row) => row.day}
            columns={[
              {
                id: 'day',
                header: t('films.filter.day'),
                isRowHeader: true,
                cell: (row) => dayText(row.day),
              },
              {
                id: 'films',
                header: t('statistics.films'),
                isNumber: true,
                cell: ({ films }) => number(films),
              },
              {
                id: 'failed',
                header: t('statistics.failed'),
                isNumber: true,
                cell: ({ failed }) => number(failed),
              },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

interface SumsProps {
  readonly title: string;
  readonly name: string;
  readonly rows: Answer['clients'];
}

function Sums({ title, name, rows }: SumsProps) {
  const { t, number } = useTexts();
  return (
    <Panel title={title}>
      <DataTable
        label={title}
        rows={rows}
        idOf={(row) => row.name}
        columns={[
          { id: 'name', header: name, isRowHeader: true, cell: (row) => <bdi>{row.name}</bdi> },
          { id: 'films', header: t('statistics.films'), isNumber: true, cell: ({ films }) => number(films) },
          {
            id: 'failed',
            header: t('statistics.failed'),
            isNumber: true,
            cell: ({ failed }) => number(failed),
          },
        ]}
      />
    </Panel>
  );
}
