// `hardcopy tokens`: lists, issues and revokes the tokens of programs that use the API.
import { Command, InvalidArgumentError, Option } from 'commander';
import { permissions, type Permission } from '../../api/user.ts';
import { printJson, type CliContext } from '../context.ts';
import { ApiClient } from '../server/api-client.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { whole } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';

interface TokenOptions extends ServerOptions {
  readonly label?: string;
  readonly days?: number;
  readonly scope?: readonly Permission[];
}

const optionsOf = (command: Command): TokenOptions => command.optsWithGlobals<TokenOptions>();
const defaultDays = 365;

function permission(text: string, before: readonly Permission[] = []): readonly Permission[] {
  const known = permissions.find((one) => one === text);
  if (known === undefined) throw new InvalidArgumentError(`Give one of ${permissions.join(', ')}.`);
  return [...before, known];
}

function addCommand({ terminal }: CliContext): Command {
  return withServer(new Command('add'))
    .summary('issue a token')
    .description(
      'Issues a token for a program. It does what both its scope and its user may. It is shown once.',
    )
    .argument('<USER>', 'user whose name the history shows')
    .option('--label <TEXT>', 'what the token is for')
    .addOption(
      new Option('--days <DAYS>', 'days until it expires').argParser(whole(1, 3660)).default(defaultDays),
    )
    .addOption(
      new Option('--scope <PERMISSION>', 'limits the token to this permission; may be repeated').argParser(
        permission,
      ),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy tokens add monitor --label Prometheus --scope metrics.view\n',
    )
    .action(async (user: string, _options: TokenOptions, command: Command) => {
      const options = optionsOf(command);
      const { label = '', days = defaultDays, scope } = options;
      const api = await ApiClient.find(options);
      const issued = await api.addToken({
        user,
        label,
        days,
        scope: scope === undefined ? null : [...scope],
      });
      if (options.json) printJson(terminal, issued);
      else {
        terminal.note(
          `Token ${issued.token.id} of ${user}, valid until ${issued.token.expiresAt}. It is not shown again:`,
        );
        terminal.print(issued.secret);
      }
    });
}

function revokeCommand({ terminal }: CliContext): Command {
  return withServer(new Command('revoke'))
    .summary('revoke a token')
    .description('Revokes a token: the next request with it is refused.')
    .argument('<ID>', 'id of the token, as "hardcopy tokens" lists it')
    .addHelpText('after', '\nExamples:\n  hardcopy tokens revoke k3j9x0aa\n')
    .action(async (id: string, _options: TokenOptions, command: Command) => {
      const options = optionsOf(command);
      await (await ApiClient.find(options)).revokeToken(id);
      if (options.json) printJson(terminal, { done: true });
      else terminal.print(`Revoked the token ${id}.`);
    });
}

export function tokensCommand(context: CliContext): Command {
  const { terminal } = context;
  return withServer(new Command('tokens'))
    .summary('list, issue and revoke tokens of programs')
    .description('Lists the tokens with which programs use the API, without their secrets.')
    .addHelpText('after', '\nExamples:\n  hardcopy tokens\n')
    .addCommand(addCommand(context))
    .addCommand(revokeCommand(context))
    .action(async (_options: TokenOptions, command: Command) => {
      const options = optionsOf(command);
      const tokens = await (await ApiClient.find(options)).tokens();
      if (options.json) printJson(terminal, { tokens });
      else if (tokens.length === 0) terminal.print('No tokens: "hardcopy tokens add USER" issues one.');
      else
        terminal.print(
          listing(
            ['TOKEN', 'USER', 'LABEL', 'SCOPE', 'EXPIRES'],
            tokens.map(({ id, user, label, scope, expiresAt }) => [
              id,
              user,
              label,
              scope?.join(', ') ?? 'all of its user',
              expiresAt,
            ]),
            tableColumns(terminal),
          ),
        );
    });
}
