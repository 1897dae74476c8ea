// An entry of what requires attention (GET /api/status), for subjects that are neither a job nor a device.
import type { ApiTodo } from '../../api/server.ts';

/** A warning about the server, or about what `entry` names. @param entry its `message` has the texts for other languages */
export function todoEntry(entry: Pick<ApiTodo, 'kind' | 'sentence' | 'message'> & Partial<ApiTodo>): ApiTodo {
  return {
    printer: null,
    destination: null,
    job: null,
    severity: 'warning',
    filmsWaiting: 0,
    actions: [],
    command: null,
    ...entry,
  };
}
