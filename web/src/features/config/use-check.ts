// Checks a text shortly after it was changed. The last answer is shown until the next one arrives.
import { useEffect, useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import { checkConfig, type ConfigCheck } from '../../data/requests/config-requests.ts';

const quietMs = 500;

/** Undefined: not checked yet, or equal to the file. */
export function useCheck(text: string, original: string): ConfigCheck | undefined {
  const [check, setCheck] = useState<ConfigCheck>();
  useEffect(() => {
    if (text === original) {
      setCheck(undefined);
      return undefined;
    }
    const ended = new AbortController();
    const timer = setTimeout(() => {
      checkConfig(text, ended.signal)
        .then(setCheck)
        .catch((error: unknown) => {
          // Ignored: applying the text reports the failure.
          if (!(error instanceof RequestFailure) && !ended.signal.aborted) throw error;
        });
    }, quietMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [text, original]);
  return check;
}
