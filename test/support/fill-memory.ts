// Takes all memory that a thread may have, in small steps: one large step past the limit ends the process, not the thread.
export function fillMemory(): never {
  for (let kept: unknown; ;) kept = { kept };
}
