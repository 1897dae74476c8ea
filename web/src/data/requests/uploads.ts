// Sends a file to the server and reports progress. It uses XMLHttpRequest, because `fetch` does not report the progress of
// uploads. Start at `sendFile`.
import { failureOf, ownHeaders, RequestFailure } from './client.ts';
import { currentToken } from './session.ts';
import type { ApiUpload } from '../types.ts';

export const maxFileBytes = 0x7fffffff;

export interface SentFile {
  readonly done: Promise<ApiUpload>;
  /** Stops sending; `done` then never settles. The server discards what it has received. */
  readonly stop: () => void;
}

/** @param onSent called with the part of the file that was sent, 0 to 1; `done` rejects with RequestFailure */
export function sendFile(file: File, onSent: (part: number) => void): SentFile {
  const request = new XMLHttpRequest();
  const token = currentToken();
  const done = new Promise<ApiUpload>((resolve, reject) => {
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
        resolve(JSON.parse(responseText) as ApiUpload);
        return;
      }
      failureOf(new Response(responseText, { status: status === 0 ? 500 : status }), token).then(
        reject,
        noAnswer,
      );
    };
  });
  request.open('POST', '/api/uploads');
  const headers = {
    ...ownHeaders(),
    'content-type': 'application/octet-stream',
    'x-hardcopy-file': encodeURIComponent(file.name.slice(0, 255)),
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.send(file);
  return {
    done,
    stop: () => {
      request.abort();
    },
  };
}
