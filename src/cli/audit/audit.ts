// `hardcopy audit`: verifies the audit log.
import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { verifyCommand } from './verify.ts';

export function auditCommand(context: CliContext): Command {
  return new Command('audit')
    .summary('verify the audit log')
    .description('The audit log of a server: who did what, and which films left.')
    .addHelpText('after', '\nExamples:\n  hardcopy audit verify\n')
    .addCommand(verifyCommand(context));
}
