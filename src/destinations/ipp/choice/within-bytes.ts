// A document that exceeds the printer's size limit is not sent: the next format may be smaller. Start at `withinBytes`.
import { IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeliveredDocument, DeliveryTask } from '../../destination.ts';
import type { FormatChoice } from './choose-format.ts';

/** The task, with documents that throw IppRefusal when they exceed the printer's limit for this format. */
export function withinBytes(task: DeliveryTask, { format, maxBytes }: FormatChoice): DeliveryTask {
  if (maxBytes === undefined) return task;
  const checked = (document: DeliveredDocument): DeliveredDocument => {
    if (document.byteLength <= maxBytes) return document;
    const sizes = `${document.byteLength} bytes of ${format}, and the printer accepts at most ${maxBytes}`;
    throw new IppRefusal('Send-Document', 'client-error-request-entity-too-large', [], sizes);
  };
  return {
    ...task,
    get document() {
      return checked(task.document);
    },
    variant: async (variant) => checked(await task.variant(variant)),
  };
}
