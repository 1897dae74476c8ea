// Memory Allocation (2000,0060) of a film session, KB (PS3.4 H.4.1.2.1): pixels go to disk as they arrive, so nothing is set
// aside; but a client that announces more than the disk has room for gets B600 before it sends it.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { FilmSessionValues } from '../film/open-instances.ts';
import type { Findings } from '../tables/assign.ts';
import { status, type Status } from '../rules/status.ts';

/** The maximum of IS. */
const maxKilobytes = 2_147_483_647;

/** What can be granted, KB. */
export function grantableKilobytes(roomBytes: number): number {
  return Math.min(Math.floor(roomBytes / 1024), maxKilobytes);
}

interface SessionAssignment {
  readonly values: FilmSessionValues;
  readonly findings: Findings;
}

/**
 * The assignments of a request to a session, with an allocation that there is room for; otherwise without, and B600. An
 * earlier allocation that is not mentioned stays.
 */
export function granted(
  { values, findings }: SessionAssignment,
  dataSet: DataSet,
  roomBytes: number,
): SessionAssignment & { readonly warning?: Status } {
  const { MemoryAllocation: asked } = values;
  const most = grantableKilobytes(roomBytes);
  if (!dataSet.has('MemoryAllocation') || asked === undefined || asked <= most) return { values, findings };
  const substitution = {
    attribute: 'MemoryAllocation',
    requested: String(asked),
    used: '0',
    reason: `room for ${most} KB`,
  };
  return {
    values: { ...values, MemoryAllocation: 0 },
    findings: { ...findings, substitutions: [...findings.substitutions, substitution] },
    warning: status.memoryAllocationNotSupported,
  };
}
