// Pictures of the server for `img` elements. An `img` cannot send a token, so with a token the picture is fetched into memory.
// Start at `usePicture`.
import { useEffect, useState } from 'react';
import { pathOf, send, type RouteKey } from './client.ts';
import { hasToken } from './session.ts';

type PictureKey = Extract<RouteKey, `GET ${string}.png`>;

export interface PictureRequest {
  readonly key: PictureKey;
  readonly params: Readonly<Record<string, string>>;
  readonly width?: number;
}

/** The address of a picture; undefined: it is being fetched, null: it cannot be. */
export function usePicture({ key, params, width }: PictureRequest): string | null | undefined {
  const [loaded, setLoaded] = useState<string | null>();
  const isFetched = hasToken();
  const text = JSON.stringify(params);
  useEffect(() => {
    if (!isFetched) return undefined;
    const ended = new AbortController();
    let url: string | undefined;
    const query = width === undefined ? {} : { query: { width: String(width) } };
    send(key, { params: JSON.parse(text) as Record<string, string>, ...query, signal: ended.signal })
      .then((response) => response.blob())
      .then((blob) => {
        if (ended.signal.aborted) return;
        url = URL.createObjectURL(blob);
        setLoaded(url);
      })
      .catch(() => {
        if (!ended.signal.aborted) setLoaded(null);
      });
    return () => {
      ended.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [isFetched, key, text, width]);
  if (isFetched) return loaded;
  const [, path = ''] = key.split(' ', 2);
  return `${pathOf(path, params)}${width === undefined ? '' : `?width=${width}`}`;
}
