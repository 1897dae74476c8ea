// A column of numbers to type: Enter and the arrow keys move down and up, pasted lines fill the fields below, and values can be marked.
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useId, useRef } from 'react';
import { TriangleAlert } from 'lucide-react';
import { classes } from '../../lib/classes.ts';
import styles from './ValueColumn.module.css';

export interface ValueRow {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export interface ValueColumnProps {
  /** Name of the column. */
  readonly label: string;
  readonly rows: readonly ValueRow[];
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (changed: Readonly<Record<string, string>>) => void;
  /** Ids of marked values. */
  readonly marked: ReadonlySet<string>;
  /** What the mark means. */
  readonly markText: string;
}

const maxLength = 8;

export function ValueColumn({ label, rows, values, onChange, marked, markText }: ValueColumnProps) {
  const inputs = useRef<(HTMLInputElement | null)[]>([]);
  const markId = useId();
  const focus = (index: number) => {
    inputs.current[index]?.focus();
    inputs.current[index]?.select();
  };
  const onKey = (index: number) => (event: KeyboardEvent) => {
    const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    focus(index + step);
  };
  const onPaste = (index: number) => (event: ClipboardEvent) => {
    const lines = event.clipboardData
      .getData('text')
      .trim()
      .split(/\s*[\r\n;\t]\s*/);
    if (lines.length < 2) return;
    event.preventDefault();
    const pasted = rows
      .slice(index, index + lines.length)
      .map(({ id }, at): [string, string] => [id, (lines[at] ?? '').slice(0, maxLength)]);
    onChange({ ...values, ...Object.fromEntries(pasted) });
  };
  return (
    <ol className={styles.column} aria-label={label}>
      {rows.map(({ id, label: name, hint }, index) => (
        <li key={id} className={styles.row}>
          <label className={styles.label}>
            <span>{name}</span>
            {hint !== undefined && <span className={styles.hint}>{hint}</span>}
            <input
              ref={(input) => {
                inputs.current[index] = input;
              }}
              className={classes(styles.input, marked.has(id) && styles.marked)}
              inputMode="decimal"
              autoComplete="off"
              maxLength={maxLength}
              value={values[id] ?? ''}
              onChange={({ target }) => {
                onChange({ ...values, [id]: target.value });
              }}
              onKeyDown={onKey(index)}
              onPaste={onPaste(index)}
              aria-invalid={marked.has(id)}
              {...(marked.has(id) ? { 'aria-describedby': markId } : {})}
            />
          </label>
          {marked.has(id) && <TriangleAlert size={16} aria-hidden className={styles.sign} />}
        </li>
      ))}
      {marked.size > 0 && (
        <li id={markId} className={styles.meaning}>
          <TriangleAlert size={16} aria-hidden className={styles.sign} />
          {markText}
        </li>
      )}
    </ol>
  );
}
