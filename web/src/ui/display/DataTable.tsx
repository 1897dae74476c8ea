// A short table (up to some hundred rows), which scrolls sideways on narrow screens, and a list of facts.
import type { ReactNode } from 'react';
import { classes } from '../../lib/classes.ts';
import styles from '../Text.module.css';

export interface TableColumn<T> {
  readonly id: string;
  readonly header: string;
  readonly isNumber?: boolean;
  /** Names the row. */
  readonly isRowHeader?: boolean;
  readonly cell: (row: T) => ReactNode;
}

export interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
}

export function DataTable<T>({ label, columns, rows, idOf }: DataTableProps<T>) {
  return (
    <div className={styles.scroll} role="group" aria-label={label} tabIndex={0}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, header, isNumber = false }) => (
              <th key={id} scope="col" className={classes(isNumber && styles.number)}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ id, isNumber = false, isRowHeader = false, cell }) =>
                isRowHeader ? (
                  <th key={id} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id} className={classes(isNumber && styles.number)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function FactList({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <FactRow key={name} name={name} value={value} />
      ))}
    </dl>
  );
}

function FactRow({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
