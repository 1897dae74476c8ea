// Paths of keys as messages write them: access[0].may

import type { KeyPath } from '../../shared/errors/key-path.ts';

/** The path at the beginning of a message; undefined: it is about the whole file. */
export function pathOfMessage(message: string): KeyPath | undefined {
  const [, path] =
    /^(?:unknown key )?([A-Za-z][\w-]*(?:\[\d+\]|\.[\w-]+)*)(?=[:;]| must be )/.exec(message) ?? [];
  return path?.split(/\.|(?=\[)/).map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part));
}
