// The title of the document. It never names a patient: titles are in the history of the browser and on the task bar.
import { useEffect } from 'react';

export function useTitle(page: string): void {
  useEffect(() => {
    document.title = `${page} – Hardcopy`;
  }, [page]);
}
