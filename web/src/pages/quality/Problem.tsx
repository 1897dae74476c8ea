// The reason of a refusal, shown beside the button that was pressed and announced to screen readers.
import { OctagonAlert } from 'lucide-react';
import styles from './Quality.module.css';

export function Problem({ sentence }: { readonly sentence: string | undefined }) {
  return (
    <div role="alert" className={styles.alert}>
      {sentence !== undefined && (
        <p className={styles.problem}>
          <OctagonAlert size={16} aria-hidden />
          <span dir="auto">{sentence}</span>
        </p>
      )}
    </div>
  );
}
