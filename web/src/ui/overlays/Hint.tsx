// A tooltip, shown on hover and focus.
import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import { classes } from '../../lib/classes.ts';
import styles from './Hint.module.css';

export function Hint({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  return (
    <TooltipTrigger delay={600} closeDelay={0}>
      {children}
      <Tooltip offset={6} className={classes(styles.hint)}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
