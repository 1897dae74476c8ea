// Checks a text shortly after it was changed. The last answer stays until the next one.
import { useEffect, useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import { checkConfig, type ConfigCheck } from '../../data/requests/config-requests.ts';

const quietMs = 500;

/** undefined: not checked yet, or as the file. */
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
          // Applying says what is wrong.
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
