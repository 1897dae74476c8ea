// What an administrator has to do about the audit log. Part of status.ts.
import { messageOf } from '../../api/messages/messages.ts';
import type { ApiTodo } from '../../api/server.ts';
import type { AuditBacklog } from '../ports/audit.ts';
import { todoEntry } from '../ports/todo-entry.ts';

/** The audit repository is down; nothing is lost until the local audit log ends its retention. Pure. */
export function ofAudit({ unsent, problem }: AuditBacklog): readonly ApiTodo[] {
  if (problem === null || unsent === 0) return [];
  const waiting = unsent === 1 ? '1 record waits' : `${unsent} records wait`;
  return [
    todoEntry({
      kind: 'server',
      sentence: `The audit repository gets no records (${problem}); ${waiting}. Check it and the keys audit.syslog.`,
      message: messageOf('todo.audit-unsent', { unsent, text: problem }),
    }),
  ];
}
