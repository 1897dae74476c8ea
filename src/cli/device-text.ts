// How devices read on a line: supplies in percent, and what is loaded.
import type { ApiDevice } from './api-client.ts';

/** `Black Toner: 71 %, Tray 1: ?`; empty when the device says nothing of supplies. */
export function supplyText({ supplies }: Pick<ApiDevice, 'supplies'>): string {
  return supplies
    .map(({ name, percent }) => `${name}: ${percent === null ? '?' : `${percent} %`}`)
    .join(', ');
}
