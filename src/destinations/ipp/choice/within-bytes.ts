// Documents that are larger than their printer says it takes are not sent: the next format may be smaller. Start at
// `withinBytes`.
import { IppRefusal } from '../../../shared/errors/device-failures.ts';
import type { DeliveredDocument, DeliveryTask } from '../../destination.ts';
import type { FormatChoice } from './choose-format.ts';

/** The task, whose documents throw IppRefusal when they have more bytes than the printer takes of this format. */
export function withinBytes(task: DeliveryTask, { format, maxBytes }: FormatChoice): DeliveryTask {
  if (maxBytes === undefined) return task;
  const checked = (document: DeliveredDocument): DeliveredDocument => {
    if (document.byteLength <= maxBytes) return document;
    const said = `${document.byteLength} bytes of ${format}, and the printer takes ${maxBytes}`;
    throw new IppRefusal('Send-Document', 'client-error-request-entity-too-large', [], said);
  };
  return {
    ...task,
    get document() {
      return checked(task.document);
    },
    variant: async (variant) => checked(await task.variant(variant)),
  };
}
