// A field for a long text with line numbers. Lines can be marked; `focusLine` moves the caret to one.
import { useImperativeHandle, useRef, type Ref } from 'react';
import { classes } from '../../lib/classes.ts';
import styles from './CodeArea.module.css';

export interface CodeAreaHandle {
  /** @param line from 1 */
  readonly focusLine: (line: number) => void;
}

export interface CodeAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** From 1. */
  readonly markedLines: ReadonlySet<number>;
  readonly ref?: Ref<CodeAreaHandle>;
}

export function CodeArea({ label, value, onChange, markedLines, ref }: CodeAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = value.split('\n');
  useImperativeHandle(
    ref,
    () => ({
      focusLine: (line) => {
        const element = area.current;
        if (element === null) return;
        const all = element.value.split('\n');
        const start = all.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
        element.focus();
        element.setSelectionRange(start, start + (all[line - 1]?.length ?? 0));
        element.scrollTop = (element.scrollHeight / all.length) * Math.max(0, line - 6);
      },
    }),
    [],
  );
  return (
    <div className={styles.frame}>
      <div ref={numbers} aria-hidden className={styles.numbers}>
        {lines.map((_, at) => (
          <span key={at} className={classes(markedLines.has(at + 1) && styles.marked)}>
            {at + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        wrap="off"
        lang="en"
        dir="ltr"
        onChange={({ target }) => {
          onChange(target.value);
        }}
        onScroll={({ currentTarget }) => {
          if (numbers.current !== null) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
