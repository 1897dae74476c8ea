// What a technician or physicist has to do about constancy controls. Part of status.ts.
import { messageOf } from '../../api/messages/messages.ts';
import type { ApiControlState } from '../../api/quality/controls.ts';
import type { ApiTodo } from '../../api/server.ts';
import { todoEntry } from '../ports/todo-entry.ts';

const entry = (printer: string, sentence: string, message: ApiTodo['message']): ApiTodo =>
  todoEntry({
    kind: 'control',
    printer,
    sentence,
    message,
    actions: ['control'],
    command: `hardcopy control ${printer}`,
  });

/** Only for loaded media, because others cannot be measured. Pure. */
export function ofControls(states: readonly ApiControlState[]): readonly ApiTodo[] {
  return states
    .filter(({ loaded }) => loaded)
    .flatMap(({ printer, medium, failing, last, daily, weekly }) => {
      const overdue = [daily, weekly].filter(({ state }) => state === 'overdue').map(({ on }) => on ?? '');
      const [at] = overdue.toSorted();
      const text = last?.advice.map(({ sentence }) => sentence).join(' ') ?? '';
      return [
        ...(failing
          ? [
              entry(
                printer,
                `The constancy control of ${printer} on ${medium} has failed: ${text}`,
                messageOf('todo.control-failed', { printer, medium, text }),
              ),
            ]
          : []),
        ...(at === undefined
          ? []
          : [
              entry(
                printer,
                `The constancy control of ${printer} on ${medium} was due on ${at}.`,
                messageOf('todo.control-overdue', { printer, medium, at }),
              ),
            ]),
      ];
    });
}
