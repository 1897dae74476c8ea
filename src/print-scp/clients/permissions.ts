// The four permissions of clients, and which of them each DIMSE request needs.
import type { Command, RequestCommand } from '../../dicom/dimse/dimse-commands.ts';

/** `status`: reading printers and jobs (N-GET). `print`: everything that makes a film. `store`: C-STORE. */
export const permissions = ['echo', 'print', 'store', 'status'] as const;
export type Permission = (typeof permissions)[number];

const needed: Readonly<Record<RequestCommand['kind'], Permission | undefined>> = {
  'C-ECHO-RQ': 'echo',
  'C-STORE-RQ': 'store',
  'N-GET-RQ': 'status',
  'N-CREATE-RQ': 'print',
  'N-SET-RQ': 'print',
  'N-ACTION-RQ': 'print',
  'N-DELETE-RQ': 'print',
  // Sent by an SCP only: answered like every operation that is not offered.
  'N-EVENT-REPORT-RQ': undefined,
};

/** Completes the sentence "this client is not allowed to … here". */
export const phrases: Readonly<Record<Permission, string>> = {
  echo: 'echo',
  print: 'print',
  store: 'store',
  status: 'read status',
};

export function isRequest(command: Command): command is RequestCommand {
  return Object.hasOwn(needed, command.kind);
}

/** The missing permission for a request of this kind; undefined when the request is allowed. */
export function lacking(
  kind: RequestCommand['kind'],
  granted: readonly Permission[],
): Permission | undefined {
  const permission = needed[kind];
  return permission === undefined || granted.includes(permission) ? undefined : permission;
}
