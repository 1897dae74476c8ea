// Which associations are traced, and where to: the configuration's `trace`. Off, it costs one comparison an association.
import { messageOf } from '../errors.ts';
import type { Association } from '../dicom/association.ts';
import type { Log } from '../log.ts';
import { globMatches } from '../print-scp/client-profile.ts';
import { TraceFile, traceId } from './trace-folder.ts';
import { tracedAssociation, type TraceOptions } from './traced-association.ts';

export interface TraceSettings extends TraceOptions {
  /** Absolute. */
  readonly folder: string;
  /** Patterns of calling AE titles, addresses or AE titles of printers; none: nobody is traced. */
  readonly clients: readonly string[];
}

function wanted({ clients }: TraceSettings, { callingAeTitle, calledAeTitle, peer }: Association): boolean {
  const announced = [callingAeTitle, calledAeTitle, peer.address.replace(/^::ffff:/i, '')];
  return clients.some((pattern) => announced.some((text) => globMatches(pattern, text)));
}

/** The association as it is, or traced if the settings want that. A trace that cannot be written is a warning. */
export function tracedIfWanted(association: Association, settings: TraceSettings, log: Log): Association {
  if (!wanted(settings, association)) return association;
  const warn = (error: unknown) => {
    log.warn('trace.failed', { association: association.id, reason: messageOf(error) });
  };
  const id = traceId(new Date(), association.id, association.callingAeTitle);
  try {
    const file = new TraceFile(settings.folder, id, settings.maxBytes, warn);
    log.info('trace.started', { association: association.id, trace: id });
    return tracedAssociation(association, settings, file);
  } catch (error) {
    warn(error);
    return association;
  }
}
