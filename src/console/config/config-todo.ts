// What an administrator has to do about the configuration. Part of status.ts.
import type { ApiConfigState } from '../../api/config/config.ts';
import { messageOf } from '../../api/messages/messages.ts';
import type { ApiTodo } from '../../api/server.ts';
import { todoEntry } from '../ports/todo-entry.ts';

const entry = (sentence: string, message: ApiTodo['message'], command: string | null): ApiTodo =>
  todoEntry({ kind: 'server', sentence, message, command });

/** Keys named in a sentence. */
const maxNamed = 5;

function named(paths: readonly string[]): string {
  const more = paths.length - maxNamed;
  return `${paths.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Pure. */
export function ofConfiguration({ fileChanged, problem, needsRestart }: ApiConfigState): readonly ApiTodo[] {
  return [
    ...(fileChanged && problem === null
      ? [
          entry(
            'The configuration file was changed and is not in use yet; this applies it:',
            messageOf('todo.config-changed', {}),
            'hardcopy reload',
          ),
        ]
      : []),
    ...(fileChanged && problem !== null
      ? [
          entry(
            `The configuration file was changed and cannot be used: ${problem}`,
            messageOf('todo.config-invalid', { text: problem }),
            'hardcopy reload --check',
          ),
        ]
      : []),
    ...(needsRestart.length > 0
      ? [
          entry(
            `Changes of the configuration need a restart of the server: ${named(needsRestart)}.`,
            messageOf('todo.config-restart', { keys: named(needsRestart) }),
            null,
          ),
        ]
      : []),
  ];
}
