// Code of a render thread: one document or one page at a time. Errors lose their class between threads, so a reply
// states the failure as plain data; pool.ts turns it into a JobFailure.
import { parentPort } from 'node:worker_threads';
import { HardcopyFailure, messageOf, systemCodeOf } from '../shared/errors/errors.ts';
import type { JobErrorCode } from '../shared/errors/error-table.ts';
import { writeVariant, type VariantTask } from './formats/document-variant.ts';
import { writePageImages, type PageImages, type PageImagesTask } from './formats/page-images.ts';
import {
  pageSize,
  writePageLevels,
  type PageLevels,
  type PageLevelsTask,
  type PageSizeTask,
} from './pictures/page-levels.ts';
import type { PageSize } from './pictures/level-sizes.ts';
import { pagePicture, type PageTask } from './formats/page-picture.ts';
import { writeDocument, type DocumentTask, type WrittenDocument } from './formats/pdf.ts';
import { reportLoaded } from '../shared/threads/worker-threads.ts';

export type RenderRequest =
  | { readonly kind: 'document'; readonly task: DocumentTask }
  | { readonly kind: 'page-images'; readonly task: PageImagesTask }
  | { readonly kind: 'variant'; readonly task: VariantTask }
  | { readonly kind: 'page'; readonly task: PageTask }
  | { readonly kind: 'page-size'; readonly task: PageSizeTask }
  | { readonly kind: 'page-levels'; readonly task: PageLevelsTask };

export type RenderAnswer =
  | { readonly kind: 'document'; readonly document: WrittenDocument }
  | { readonly kind: 'page-images'; readonly images: PageImages }
  | { readonly kind: 'page'; readonly png: Uint8Array }
  | { readonly kind: 'page-size'; readonly size: PageSize }
  | { readonly kind: 'page-levels'; readonly levels: PageLevels }
  | {
      readonly kind: 'failure';
      readonly code: JobErrorCode;
      readonly message: string;
      readonly systemCode?: string;
    };

async function render(request: RenderRequest): Promise<RenderAnswer> {
  try {
    if (request.kind === 'document') return { kind: 'document', document: await writeDocument(request.task) };
    if (request.kind === 'variant') return { kind: 'document', document: await writeVariant(request.task) };
    if (request.kind === 'page-images')
      return { kind: 'page-images', images: await writePageImages(request.task) };
    if (request.kind === 'page-size') return { kind: 'page-size', size: pageSize(request.task) };
    if (request.kind === 'page-levels')
      return { kind: 'page-levels', levels: await writePageLevels(request.task) };
    return { kind: 'page', png: await pagePicture(request.task) };
  } catch (error) {
    const code =
      error instanceof HardcopyFailure && error.code === 'pixels-missing'
        ? 'pixels-missing'
        : 'render-failed';
    // V8 reports exhausted memory without an error code.
    const noMemory = error instanceof RangeError && error.message.includes('allocation failed');
    const systemCode = noMemory ? 'ERR_MEMORY_ALLOCATION_FAILED' : systemCodeOf(error);
    return {
      kind: 'failure',
      code,
      message: messageOf(error),
      ...(systemCode === undefined ? {} : { systemCode }),
    };
  }
}

parentPort?.on('message', (request: RenderRequest) => {
  void render(request).then((answer) => parentPort?.postMessage(answer));
});
reportLoaded();
