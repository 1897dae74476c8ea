// The code of an image thread: describes a file, or decodes one frame of it. Errors lose their class between threads,
// so a reply states the failure as plain data; image-reader.ts turns it into an ImageFailure.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../shared/errors/errors.ts';
import { ImageFailure } from '../shared/errors/image-failure.ts';
import { reportLoaded } from '../shared/threads/worker-threads.ts';
import { ImageFiles } from './image-file.ts';
import type { ImageAnswer, ImageRequest } from './image-reader.ts';
import { thumbnailOf } from './frame-thumbnail.ts';
import type { PreparedImage } from './pixels/prepared-image.ts';

const files = new ImageFiles();

/**
 * The pixels in their own memory, which is transferred instead of copied. The memory of a Buffer may belong to
 * libvips or be shared.
 */
function withOwnMemory(image: PreparedImage): { image: PreparedImage; memory: ArrayBuffer } {
  const { buffer, byteLength } = image.data;
  const isOwn = !Buffer.isBuffer(image.data) && buffer.byteLength === byteLength;
  if (isOwn && buffer instanceof ArrayBuffer) return { image, memory: buffer };
  const data = new Uint8Array(image.data);
  return { image: { ...image, data }, memory: data.buffer };
}

async function answer(request: ImageRequest): Promise<{ answer: ImageAnswer; memory?: ArrayBuffer }> {
  try {
    const { frames, ...file } = await files.open(request.file);
    if (request.kind === 'open')
      return {
        answer: { kind: 'file', file: { ...file, frames: frames.map(({ prepare: _, ...shape }) => shape) } },
      };
    const frame = frames[request.frame];
    if (!frame) throw new RangeError(`${request.file} has changed: it has ${frames.length} frames now`);
    if (request.kind === 'thumbnail') return { answer: { kind: 'thumbnail', png: await thumbnailOf(frame) } };
    const { image, memory } = withOwnMemory(await frame.prepare(request.options));
    return { answer: { kind: 'frame', image }, memory };
  } catch (error) {
    const problem = error instanceof ImageFailure ? error.problem : 'unusable';
    const message = messageOf(error);
    const reason = error instanceof ImageFailure ? error.reason : message;
    return { answer: { kind: 'failure', problem, message, reason } };
  }
}

parentPort?.on('message', (request: ImageRequest) => {
  void answer(request).then(({ answer: sent, memory }) => {
    parentPort?.postMessage(sent, memory ? [memory] : []);
  });
});
reportLoaded();
