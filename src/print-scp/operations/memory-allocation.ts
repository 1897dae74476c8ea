// Memory Allocation (2000,0060) of a film session, in KB (PS3.4 H.4.1.2.1). Pixels are written to disk as they arrive, so no
// memory is reserved; a client that requests more than the free space of the disk gets B600 before it sends any image.
import type { DataSet } from '../../dicom/data-set/data-set.ts';
import type { FilmSessionValues } from '../film/open-instances.ts';
import type { Findings } from '../tables/assign.ts';
import { status, type Status } from '../rules/status.ts';

/** Maximum value of an IS. */
const maxKilobytes = 2_147_483_647;

/** The allocation that can be granted, in KB. */
export function grantableKilobytes(roomBytes: number): number {
  return Math.min(Math.floor(roomBytes / 1024), maxKilobytes);
}

interface SessionAssignment {
  readonly values: FilmSessionValues;
  readonly findings: Findings;
}

/**
 * The assigned values of a request to a session. An allocation beyond the free space is removed, with warning B600; an earlier
 * allocation stays if the request has none.
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
