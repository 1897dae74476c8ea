// A part of a page with a heading, and its placeholders: while it loads, when it is empty, and after a failure.
import { useEffect, useState, type ReactNode } from 'react';
import { classes } from '../../lib/classes.ts';
import styles from './Panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** Beside the title: a number, a button. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Without the frame: for cards that have their own. */
  readonly isPlain?: boolean;
}

export function Panel({ title, aside, children, isPlain = false }: PanelProps) {
  return (
    <section className={classes(styles.panel, isPlain && styles.plain)} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** A sentence in place of a list, with what to do next. */
export function Empty({ sentence, children }: { readonly sentence: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p>{sentence}</p>
      {children}
    </div>
  );
}

/** Gray bars of the size of what loads; nothing for the first 150 ms. */
export function Skeleton({ rows, label }: { readonly rows: number; readonly label: string }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, 150);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={isShown ? styles.bar : styles.space} />
      ))}
    </div>
  );
}
