// How much of a supply is left: a bar with its value as text.
import { Label, Meter } from 'react-aria-components';
import { classes } from '../../lib/classes.ts';
import styles from './Level.module.css';

export interface LevelProps {
  readonly name: string;
  /** 0 to 100. */
  readonly percent: number;
  /** The value as text, in the language of the page. */
  readonly text: string;
}

/** Below this the bar has the color of a warning, percent. */
const lowPercent = 15;

export function Level({ name, percent, text }: LevelProps) {
  return (
    <Meter value={percent} valueLabel={text} className={classes(styles.level)}>
      <Label className={classes(styles.name)} dir="auto">
        {name}
      </Label>
      <span className={styles.track}>
        <span
          className={classes(styles.fill, percent < lowPercent && styles.low)}
          style={{ inlineSize: `${percent}%` }}
        />
      </span>
      <span className={styles.value}>{text}</span>
    </Meter>
  );
}
