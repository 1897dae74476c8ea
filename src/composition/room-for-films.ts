// Whether films can be taken. Mostly a question of room on the disk: with less than spool.minFreeBytes no client may begin to print, and people are told why.
// Pure. The access gate (listeners.ts) and the console's health (console-ports.ts) ask the same question here.

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1_000_000)} MB`;

/**
 * Why films are refused now; undefined while there is room. Better no association than one that fails at its first image
 * (PS3.2 table E.4.2-9, temporary congestion).
 */
export function congestion(roomBytes: number, minFreeBytes: number): string | undefined {
  if (roomBytes >= minFreeBytes) return undefined;
  const free = `the disk of the data folder has ${megabytes(roomBytes)} free`;
  return `${free}; films are taken from ${megabytes(minFreeBytes)} on (spool.minFreeBytes)`;
}

/** The same for whoever has to make room. */
export function congestionProblem(
  roomBytes: number,
  minFreeBytes: number,
  dataFolder: string,
): string | undefined {
  const why = congestion(roomBytes, minFreeBytes);
  return why && `Films are refused: ${why}. Make room on the disk of ${dataFolder}.`;
}

/** What people are told when the job store has ended by itself. */
export function lossProblemOf(error: Error): string {
  return `Films are refused: the job store has failed (${error.message}). The server ends with exit code 6; start it again.`;
}
