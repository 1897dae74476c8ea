// Keeps the values of a look-up table that a client sent until the film is printed.
import { messageOf } from '../../shared/errors/errors.ts';
import type { BlobRef, BlobWriter } from '../../shared/film/film.ts';
import type { LutTable } from '../tables/lut-table.ts';
import { failedForRoom } from '../receive/no-room.ts';
import { failure, type OperationContext, type Reply } from '../film/operation.ts';
import { status } from '../rules/status.ts';

/** Keeps the words of a table; the reply says why it could not. */
export async function storeLut(context: OperationContext, table: LutTable): Promise<BlobRef | Reply> {
  let blob: BlobWriter | undefined;
  try {
    blob = await context.ports.openBlob();
    await blob.write(table.words);
    return await blob.finish();
  } catch (error) {
    await blob?.discard();
    context.log.error('lut.failed', { reason: messageOf(error) });
    return failedForRoom(error)
      ? failure(status.resourceLimitation, 'no room to store the LUT')
      : failure(status.processingFailure, 'the LUT could not be stored');
  }
}
