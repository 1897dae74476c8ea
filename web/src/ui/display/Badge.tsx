// A state as icon, word and color; never as color alone.
import type { LucideIcon } from 'lucide-react';
import { classes } from '../../lib/classes.ts';
import styles from './Badge.module.css';

export const tones = ['ok', 'active', 'held', 'warning', 'failure', 'idle'] as const;
export type Tone = (typeof tones)[number];

export interface BadgeProps {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly word: string;
}

export function Badge({ tone, icon: Icon, word }: BadgeProps) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      <Icon size={14} aria-hidden strokeWidth={2.25} />
      {word}
    </span>
  );
}
