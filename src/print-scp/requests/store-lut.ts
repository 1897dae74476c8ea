// Stores the values of a look-up table in a blob until the film is printed.
import { messageOf } from '../../shared/errors/errors.ts';
import type { BlobRef, BlobWriter } from '../../shared/film/film.ts';
import type { LutTable } from '../tables/lut-table.ts';
import { failedForRoom } from '../receive/no-room.ts';
import { failure, type OperationContext, type Reply } from '../film/operation.ts';
import { status } from '../rules/status.ts';

/** Stores the words of a table; returns a failure reply where that is impossible. */
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
