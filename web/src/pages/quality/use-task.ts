// Work that a button starts: whether it is running, and the sentence of the server's refusal.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureText } from '../../features/actions/action-texts.ts';
import { RequestFailure } from '../../data/requests/client.ts';
import { keys } from '../../data/queries/keys.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';

export interface Task {
  readonly isRunning: boolean;
  /** Undefined: nothing failed. */
  readonly problem: string | undefined;
  /** Starts work; the data of the page are loaded again when it ends. */
  readonly start: (work: () => Promise<unknown>) => void;
  readonly clear: () => void;
}

export function useTask(): Task {
  const texts = useTexts();
  const client = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function run(work: () => Promise<unknown>): Promise<void> {
    setRunning(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      setProblem(
        error.code === 'measurement-unusable' ||
          error.code === 'changed-meanwhile' ||
          error.code === 'bad-request'
          ? error.message
          : failureText(texts, error),
      );
    } finally {
      setRunning(false);
      for (const queryKey of [keys.calibrations, keys.controls, keys.status])
        void client.invalidateQueries({ queryKey });
    }
  }
  return {
    isRunning,
    problem,
    start: (work) => {
      void run(work);
    },
    clear: () => {
      setProblem(undefined);
    },
  };
}
