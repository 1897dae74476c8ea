// A value chosen by moving a handle, or by arrow keys.
import { Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import styles from './Range.module.css';

export interface RangeProps {
  readonly label: string;
  readonly value: number;
  /** The value as text. */
  readonly text: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

export function Range({ label, value, text, min = 0, max = 100, step = 1, onChange }: RangeProps) {
  return (
    <Slider
      className={styles.range ?? ''}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next);
      }}
    >
      <Label>{label}</Label>
      <span className={styles.value}>{text}</span>
      <SliderTrack className={styles.track ?? ''}>
        <SliderThumb className={styles.thumb ?? ''} />
      </SliderTrack>
    </Slider>
  );
}
