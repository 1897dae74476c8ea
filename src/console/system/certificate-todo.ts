// What an administrator has to do about certificates. Part of status.ts.
import { messageOf } from '../../api/messages/messages.ts';
import type { ApiTodo } from '../../api/server.ts';
import { todoEntry } from '../ports/todo-entry.ts';
import type { ExpiringCertificate } from '../ports/system.ts';

/** Pure. */
export function ofCertificates(expiring: readonly ExpiringCertificate[], now: Date): readonly ApiTodo[] {
  return expiring.map(({ port, subject, validTo }) => {
    const hasExpired = validTo < now.toISOString();
    const params = { subject, port: String(port), at: validTo.slice(0, 10) };
    return todoEntry({
      kind: 'server',
      sentence: hasExpired
        ? `The certificate ${subject} of port ${port} expired on ${params.at}: others refuse to connect. Replace its files.`
        : `The certificate ${subject} of port ${port} expires on ${params.at}. Replace its files.`,
      message: messageOf(hasExpired ? 'todo.certificate-expired' : 'todo.certificate-expires', params),
    });
  });
}
