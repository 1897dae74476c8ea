// How many films of a printer were printed and how many jobs failed, by day, as bars and as a table.
import { usePrinterStatistics } from '../../../data/queries/printer-queries.ts';
import { Loaded } from '../../../features/shell/Loaded.tsx';
import { DayBars } from '../../../features/statistics/DayBars.tsx';
import { useTexts } from '../../../i18n/TextProvider.tsx';
import { DataTable } from '../../../ui/display/DataTable.tsx';
import { Empty, Panel } from '../../../ui/display/Panel.tsx';

export function FilmsPerDay({ aeTitle }: { readonly aeTitle: string }) {
  const { t, number, day } = useTexts();
  return (
    <Panel title={t('timeline.films')}>
      <Loaded query={usePrinterStatistics(aeTitle)} rows={4}>
        {({ days, since, until }) =>
          days.length === 0 ? (
            <Empty sentence={t('statistics.empty')} />
          ) : (
            <>
              <DayBars days={days} since={since} until={until} />
              <DataTable
                label={t('statistics.by-day')}
                rows={[...days].reverse()}
                idOf={(row) => row.day}
                columns={[
                  {
                    id: 'day',
                    header: t('films.filter.day'),
                    isRowHeader: true,
                    cell: (row) => day(new Date(`${row.day}T12:00:00`)),
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
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
