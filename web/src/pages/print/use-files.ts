// The files of the page Print: uploaded two at a time, each with its progress; a failed upload does not stop the others. Start
// at `useFiles`.
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, RequestFailure } from '../../data/requests/client.ts';
import { maxFileBytes, sendFile, type SentFile } from '../../data/requests/uploads.ts';
import type { ApiUpload } from '../../data/types.ts';

export type FileState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly part: number }
  | { readonly kind: 'sent'; readonly upload: ApiUpload }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly failure: RequestFailure };

export interface ChosenFile {
  readonly key: number;
  readonly file: File;
  readonly state: FileState;
  readonly hasAllFrames: boolean;
}

const maxAtOnce = 2;
/** The server keeps no more. */
const maxFiles = 500;

/** The upload of a file that can be printed. */
export function printable({
  state,
}: ChosenFile): Extract<ApiUpload, { kind: 'image' | 'document' }> | undefined {
  if (state.kind !== 'sent') return undefined;
  const { upload } = state;
  return upload.kind === 'image' || upload.kind === 'document' ? upload : undefined;
}

export function useFiles() {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const nextKey = useRef(1);
  const sending = useRef(new Map<number, SentFile>());

  const change = useCallback((key: number, state: FileState) => {
    setFiles((before) => before.map((one) => (one.key === key ? { ...one, state } : one)));
  }, []);

  useEffect(() => {
    for (const { key, file, state } of files) {
      if (sending.current.size >= maxAtOnce) return;
      if (state.kind !== 'waiting' || sending.current.has(key)) continue;
      const sent = sendFile(file, (part) => {
        change(key, { kind: 'sending', part });
      });
      sending.current.set(key, sent);
      sent.done
        .then((upload): FileState => ({ kind: 'sent', upload }))
        .catch((error: unknown): FileState => ({
          kind: 'failed',
          failure:
            error instanceof RequestFailure ? error : new RequestFailure('no-answer', 0, String(error)),
        }))
        .then((state) => {
          sending.current.delete(key);
          change(key, state);
        })
        .catch(() => undefined);
    }
  }, [files, change]);

  // When the page closes, uploads in progress are stopped; finished ones expire on the server.
  useEffect(() => {
    const all = sending.current;
    return () => {
      for (const { stop } of all.values()) stop();
      all.clear();
    };
  }, []);

  const add = useCallback((given: readonly File[]) => {
    setFiles((before) => [
      ...before,
      ...given.slice(0, maxFiles - before.length).map((file): ChosenFile => {
        const key = nextKey.current;
        nextKey.current += 1;
        const state: FileState = file.size > maxFileBytes ? { kind: 'too-large' } : { kind: 'waiting' };
        return { key, file, state, hasAllFrames: false };
      }),
    ]);
  }, []);

  const remove = useCallback((chosen: ChosenFile) => {
    sending.current.get(chosen.key)?.stop();
    sending.current.delete(chosen.key);
    if (chosen.state.kind === 'sent')
      // If this fails, the upload expires on the server.
      call('DELETE /api/uploads/{id}', { params: { id: chosen.state.upload.id } }).catch(() => undefined);
    setFiles((before) => before.filter(({ key }) => key !== chosen.key));
  }, []);

  /** Moves a file to another place, from 0. */
  const move = useCallback((key: number, place: number) => {
    setFiles((before) => {
      const moved = before.find((one) => one.key === key);
      if (moved === undefined || place < 0 || place >= before.length) return before;
      return before.filter((one) => one.key !== key).toSpliced(place, 0, moved);
    });
  }, []);

  const setAllFrames = useCallback((key: number, hasAllFrames: boolean) => {
    setFiles((before) => before.map((one) => (one.key === key ? { ...one, hasAllFrames } : one)));
  }, []);

  return { files, add, remove, move, setAllFrames };
}
