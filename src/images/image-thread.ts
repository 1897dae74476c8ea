// What an image thread runs: describes a file, or decodes one frame of it. Errors lose their class on the way between
// threads, so an answer says in plain data what failed; image-reader.ts makes an ImageFailure of it again.
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../shared/errors/errors.ts';
import { ImageFailure } from '../shared/errors/image-failure.ts';
import { sayLoaded } from '../shared/threads/worker-threads.ts';
import { ImageFiles } from './image-file.ts';
import type { ImageAnswer, ImageRequest } from './image-reader.ts';
import type { PreparedImage } from './pixels/prepared-image.ts';

const files = new ImageFiles();

/** The pixels in memory of their own, which is handed over instead of copied. That of a Buffer may be libvips's, or shared. */
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
    const { image, memory } = withOwnMemory(await frame.prepare(request.options));
    return { answer: { kind: 'frame', image }, memory };
  } catch (error) {
    const problem = error instanceof ImageFailure ? error.problem : 'unusable';
    return { answer: { kind: 'failure', problem, message: messageOf(error) } };
  }
}

parentPort?.on('message', (request: ImageRequest) => {
  void answer(request).then(({ answer: sent, memory }) => {
    parentPort?.postMessage(sent, memory ? [memory] : []);
  });
});
sayLoaded();
