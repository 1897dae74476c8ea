// Whether films can be accepted. This depends mostly on disk space: with less than spool.minFreeBytes free, clients cannot
// start to print, and the reason is reported. Pure. The access gate (listeners.ts) and the console's health
// (console-ports.ts) use the same function.

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_000_000)} MB`;

/**
 * Why films are refused now; undefined while there is room. Refusing the association is better than failing at its first
 * image (PS3.2 table E.4.2-9, temporary congestion).
 */
export function congestion(roomBytes: number, minFreeBytes: number): string | undefined {
  if (roomBytes >= minFreeBytes) return undefined;
  const free = `the disk of the data folder has ${megabytes(roomBytes)} free`;
  return `${free}; at least ${megabytes(minFreeBytes)} must be free to accept films (spool.minFreeBytes)`;
}

/** The same for the administrator, who must free disk space. */
export function congestionProblem(
  roomBytes: number,
  minFreeBytes: number,
  dataFolder: string,
): string | undefined {
  const why = congestion(roomBytes, minFreeBytes);
  return why && `Films are refused: ${why}. Make room on the disk of ${dataFolder}.`;
}

/** The message while the audit log cannot be written; films are printed all the same. */
export const auditProblem = (why: string | undefined): string | undefined =>
  why === undefined
    ? undefined
    : `The audit log cannot be written (${why}). Films are printed; records wait in memory, and are lost if the server ends.`;

/** The message when the job store has failed. */
export function lossProblemOf(error: Error): string {
  return `Films are refused: the job store has failed (${error.message}). The server ends with exit code 6; start it again.`;
}
