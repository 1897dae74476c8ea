// Sends a file to the server and reports progress. It uses XMLHttpRequest, because `fetch` does not report the progress of
// uploads. Start at `sendTo`; `sendFile` sends a file that is to be printed.
import { failureOf, ownHeaders, RequestFailure } from './client.ts';
import { currentToken } from './session.ts';
import type { ApiUpload } from '../types.ts';

export const maxFileBytes = 0x7fffffff;

export interface SentFile<Answer = ApiUpload> {
  readonly done: Promise<Answer>;
  /** Stops sending; `done` then never settles. The server discards what it has received. */
  readonly stop: () => void;
}

/** The same as `sendTo`, for a file that is to be printed. */
export const sendFile = (file: File, onSent: (part: number) => void): SentFile =>
  sendTo<ApiUpload>('/api/uploads', file, file.name.slice(0, 255), onSent);

/**
 * @param name as the server shows it
 * @param onSent called with the part of the file that was sent, 0 to 1; `done` rejects with RequestFailure
 */
export function sendTo<Answer>(
  path: string,
  file: File,
  name: string,
  onSent: (part: number) => void,
): SentFile<Answer> {
  const request = new XMLHttpRequest();
  const token = currentToken();
  const done = new Promise<Answer>((resolve, reject) => {
    const noAnswer = () => {
      reject(new RequestFailure('no-answer', 0, 'the server did not answer'));
    };
    request.upload.onprogress = ({ loaded, total }) => {
      if (total > 0) onSent(loaded / total);
    };
    request.onerror = noAnswer;
    request.ontimeout = noAnswer;
    request.onload = () => {
      const { status, responseText } = request;
      if (status === 200) {
        // Typed like every answer of `call`: the server makes it from the same table of routes.
        resolve(JSON.parse(responseText) as Answer);
        return;
      }
      failureOf(new Response(responseText, { status: status === 0 ? 500 : status }), token).then(
        reject,
        noAnswer,
      );
    };
  });
  request.open('POST', path);
  const headers = {
    ...ownHeaders(),
    'content-type': 'application/octet-stream',
    'x-hardcopy-file': encodeURIComponent(name),
  };
  for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
  request.send(file);
  return {
    done,
    stop: () => {
      request.abort();
    },
  };
}
