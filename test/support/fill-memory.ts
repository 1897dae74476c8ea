// Allocates all memory of a thread in small steps: one large step past the limit would end the process instead of the
// thread.
export function fillMemory(): never {
  for (let kept: unknown; ;) kept = { kept };
}
