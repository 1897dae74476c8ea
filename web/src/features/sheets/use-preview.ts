// A preview that follows what is chosen: requested when nothing has changed for a moment, one at a time. Start at `usePreview`.
import { useEffect, useState } from 'react';
import { RequestFailure } from '../../data/requests/client.ts';
import type { ApiPreview } from '../../data/types.ts';

export interface PreviewState {
  /** The last one, also while the next is being made. */
  readonly preview: ApiPreview | undefined;
  readonly failure: RequestFailure | undefined;
  readonly isMaking: boolean;
}

const restMs = 300;
const none: PreviewState = { preview: undefined, failure: undefined, isMaking: false };

/**
 * @param wish names what is shown; undefined: nothing
 * @param ask requests the preview of the wish; of the render in which the wish changed
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
    // `ask` is that of the render that made this wish.
  }, [wish]);
  return state;
}
