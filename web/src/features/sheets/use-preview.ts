// A preview that follows the chosen options: requested when nothing has changed for a moment, one request at a time. Start at
// `usePreview`.
import { useEffect, useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import type { ApiPreview } from '../../data/types.ts';

export interface PreviewState {
  /** The last preview; kept while the next one is being made. */
  readonly preview: ApiPreview | undefined;
  readonly failure: RequestFailure | undefined;
  readonly isMaking: boolean;
}

const restMs = 300;
const none: PreviewState = { preview: undefined, failure: undefined, isMaking: false };

/**
 * @param wish identifies the wanted preview; undefined: none
 * @param ask requests the preview of the wish; taken from the render in which the wish changed
 */
export function usePreview(
  wish: string | undefined,
  ask: (signal: AbortSignal) => Promise<ApiPreview>,
): PreviewState {
  const [state, setState] = useState<PreviewState>(none);
  useEffect(() => {
    if (wish === undefined) {
      setState(none);
      return undefined;
    }
    const ended = new AbortController();
    setState((before) => ({ ...before, isMaking: true }));
    const timer = setTimeout(() => {
      ask(ended.signal)
        .then((preview) => {
          if (!ended.signal.aborted) setState({ preview, failure: undefined, isMaking: false });
        })
        .catch((error: unknown) => {
          if (ended.signal.aborted) return;
          const failure =
            error instanceof RequestFailure ? error : new RequestFailure('no-answer', 0, String(error));
          setState({ preview: undefined, failure, isMaking: false });
        });
    }, restMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
    // `ask` is left out: the one of the render that made this wish is used.
  }, [wish]);
  return state;
}
