// `hardcopy users`: lists, adds, changes and removes the users of the console.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ApiUserEntry } from '../../api/accounts/accounts.ts';
import { roles, type Role } from '../../api/user.ts';
import { printJson, type CliContext } from '../context.ts';
import { ApiClient } from '../server/api-client.ts';
import { withServer, type ServerOptions } from '../server/server-options.ts';
import { aeTitle } from '../terminal/option-values.ts';
import { listing } from '../terminal/tables.ts';
import { tableColumns } from '../terminal/terminal.ts';
import { readPassword } from './read-password.ts';

interface UserOptions extends ServerOptions {
  readonly role?: readonly Role[];
  readonly printer?: readonly string[];
  readonly allPrinters?: true;
  readonly password?: true;
  readonly disable?: true;
  readonly enable?: true;
}

const optionsOf = (command: Command): UserOptions => command.optsWithGlobals<UserOptions>();

function role(text: string, before: readonly Role[] = []): readonly Role[] {
  const known = roles.find((one) => one === text);
  if (known === undefined) throw new InvalidArgumentError(`Give one of ${roles.join(', ')}.`);
  return [...before, known];
}

const printer = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  aeTitle(text),
];

const roleOption = () => new Option('--role <ROLE>', `${roles.join(', ')}; may be repeated`).argParser(role);
const printerOption = () =>
  new Option('--printer <AETITLE>', 'limits the user to this printer; may be repeated').argParser(printer);

/** One user in words. */
function summaryOf({ name, roles: has, printers, disabledAt }: ApiUserEntry): string {
  const where = printers === null ? '' : ` on ${printers.join(', ')}`;
  return `${name}: ${has.join(', ')}${where}${disabledAt === null ? '' : ', disabled'}`;
}

function addCommand({ terminal }: CliContext): Command {
  return withServer(new Command('add'))
    .summary('add a user')
    .description('Adds a user. The password is asked for, or is the first line of standard input.')
    .argument('<NAME>', 'name with which the user signs in')
    .addOption(roleOption().makeOptionMandatory())
    .addOption(printerOption())
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy users add boss --role administrator\n  hardcopy users add ward3 --role technician --printer WARD3 < password\n',
    )
    .action(async (name: string, _options: UserOptions, command: Command) => {
      const options = optionsOf(command);
      const api = await ApiClient.find(options);
      const password = await readPassword(terminal);
      const added = await api.addUser({
        name,
        password,
        roles: [...(options.role ?? [])],
        printers: options.printer === undefined ? null : [...options.printer],
      });
      if (options.json) printJson(terminal, added);
      else terminal.print(`Added ${summaryOf(added)}.`);
    });
}

function changeCommand({ terminal }: CliContext): Command {
  return withServer(new Command('change'))
    .summary('change roles, printers or password of a user, or disable the user')
    .description('Changes a user. The sessions of the user end.')
    .argument('<NAME>', 'name of the user')
    .addOption(roleOption())
    .addOption(printerOption())
    .addOption(new Option('--all-printers', 'the user is not limited to printers').conflicts('printer'))
    .option('--password', 'sets a new password, which is asked for or is the first line of standard input')
    .addOption(new Option('--disable', 'the user can no longer sign in').conflicts('enable'))
    .option('--enable', 'the user can sign in again')
    .addHelpText(
      'after',
      '\nExamples:\n  hardcopy users change ward3 --password\n  hardcopy users change ward3 --disable\n',
    )
    .action(async (name: string, _options: UserOptions, command: Command) => {
      const options = optionsOf(command);
      const { role: given, printer: limit, allPrinters, disable, enable } = options;
      const api = await ApiClient.find(options);
      const changed = await api.changeUser(name, {
        ...(given === undefined ? {} : { roles: [...given] }),
        ...(allPrinters ? { printers: null } : limit === undefined ? {} : { printers: [...limit] }),
        ...(disable || enable ? { disabled: disable === true } : {}),
        ...(options.password ? { password: await readPassword(terminal) } : {}),
      });
      if (options.json) printJson(terminal, changed);
      else terminal.print(`Changed ${summaryOf(changed)}.`);
    });
}

function removeCommand({ terminal }: CliContext): Command {
  return withServer(new Command('remove'))
    .summary('remove a user')
    .description('Removes a user with sessions and tokens. Histories keep the name.')
    .argument('<NAME>', 'name of the user')
    .addHelpText('after', '\nExamples:\n  hardcopy users remove ward3\n')
    .action(async (name: string, _options: UserOptions, command: Command) => {
      const options = optionsOf(command);
      await (await ApiClient.find(options)).removeUser(name);
      if (options.json) printJson(terminal, { done: true });
      else terminal.print(`Removed ${name}.`);
    });
}

export function usersCommand(context: CliContext): Command {
  const { terminal } = context;
  return withServer(new Command('users'))
    .summary('list, add, change and remove the users of the console')
    .description('Lists the users of the console. They sign in where the configuration has `accounts`.')
    .addHelpText('after', '\nExamples:\n  hardcopy users\n  hardcopy users add boss --role administrator\n')
    .addCommand(addCommand(context))
    .addCommand(changeCommand(context))
    .addCommand(removeCommand(context))
    .action(async (_options: UserOptions, command: Command) => {
      const options = optionsOf(command);
      const users = await (await ApiClient.find(options)).users();
      if (options.json) printJson(terminal, { users });
      else if (users.length === 0)
        terminal.print('No users yet: "hardcopy users add NAME --role administrator" adds the first.');
      else
        terminal.print(
          listing(
            ['USER', 'ROLES', 'PRINTERS', 'STATE', 'SESSIONS'],
            users.map(({ name, roles: has, printers, disabledAt, sessions }) => [
              name,
              has.join(', '),
              printers?.join(', ') ?? 'all',
              disabledAt === null ? 'enabled' : 'disabled',
              String(sessions),
            ]),
            tableColumns(terminal),
          ),
        );
    });
}
