// A request of a form: whether it is pending, and the sentence of its failure.
import { useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import { failureText } from './action-texts.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';

export interface FormRequest {
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  /** Errors other than RequestFailure are thrown. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

export function useRequest(): FormRequest {
  const texts = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      setProblem(failureText(texts, error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}
