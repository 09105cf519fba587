/** The commands, their options and their help, in one place; what they do is one file a command. */
import { Command, CommanderError, Option } from 'commander';
import { CourseError } from '../course/course-error.ts';
import { REPORTERS } from '../grading/reporters/index.ts';
import { CALL, type Context, EXIT, RUNTIME_CHOICES, SANDBOX_CHOICES, UsageError } from './context.ts';
import { databaseChoice, positive, runtimeNames, seedNumber } from './values.ts';

/**
 * @param args What stands after `other90`.
 * @returns The exit status. Never rejects: what goes wrong is told on standard error.
 */
export async function run(args: readonly string[], context: Context): Promise<number> {
  let status: number = EXIT.pass;
  const program = commands(context, (ended) => {
    status = ended;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed it already. Help that was asked for is a success.
      return error.exitCode === 0 ? EXIT.pass : EXIT.error;
    }
    if (context.signal.aborted) return EXIT.interrupted;
    const known = error instanceof UsageError || error instanceof CourseError;
    const text = known
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
    context.stderr.write(known ? `${text}\n` : `other90 itself failed:\n${text}\n`);
    return EXIT.error;
  }
}

function commands(context: Context, end: (status: number) => void): Command {
  const program = new Command(CALL)
    .description('Exercises of The Other 90%: start them, run them, attack the fix.')
    .helpCommand(false)
    .showHelpAfterError(`Help: ${CALL} --help`)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText(
      'after',
      '\nPaths are relative to where you stand. Exit status: 0 all checks pass, 1 a check failed,\n2 the call or our side failed (the message says which).',
    );

  const command = (usage: string, description: string) => {
    const added = program.command(usage).description(description);
    return added.showHelpAfterError(`Help: ${CALL} ${added.name()} --help`);
  };
  const json = () => new Option('--json', 'short for --reporter json').conflicts('reporter');

  command('list', 'lists the exercises')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { list } = await import('./commands/list.ts');
      end(await list(context, options));
    });

  command('start', "copies an exercise's starter, to work on it in your own editor")
    .argument('<exercise>', 'its id; "list" shows them')
    .argument('<dir>', 'a new or an empty folder')
    .action(async (exercise: string, dir: string) => {
      const { start } = await import('./commands/start.ts');
      end(await start(context, exercise, dir));
    });

  command('serve', 'runs the app on a local port with a database of its own')
    .argument('<exercise>', 'its id; "list" shows them')
    .argument('[dir]', 'the folder with the app (default: the starter)')
    .addHelpText('after', '\nThe port is 3000, or the one in the environment variable PORT. Ctrl-C ends it.')
    .action(async (exercise: string, dir: string | undefined) => {
      const { serve } = await import('./commands/serve.ts');
      end(await serve(context, exercise, dir));
    });

  command('grade', 'attacks an app and reports which checks pass')
    .argument('<exercise>', 'its id; "list" shows them')
    .argument(
      '[dir...]',
      'the folder with the app (default: the starter), or several; of a review, the file with your marks',
    )
    .addOption(new Option('--runtime <name>', 'where the app runs').choices(RUNTIME_CHOICES).default('node'))
    .addOption(
      new Option('--database <database>', 'pglite, or the URL of a PostgreSQL server (postgres://…)')
        .argParser(databaseChoice)
        .default('pglite'),
    )
    .addOption(
      new Option('--seed <number>', 'repeats a run: names, payloads and amounts come from it').argParser(
        seedNumber,
      ),
    )
    .option('--watch', 'grades again when a file changes')
    .addOption(
      new Option(
        '--sandbox <name>',
        "what shuts the app in: Node's permissions, or a container (docker or podman) around them",
      )
        .choices(SANDBOX_CHOICES)
        .default('process'),
    )
    .addOption(new Option('--reporter <name>', 'form of the report').choices(REPORTERS).default('text'))
    .addOption(json())
    .option('--output <file>', 'writes the report to a file')
    .addHelpText(
      'after',
      '\nA folder that is missing is a wrong call (2). One without the entry file is graded: every check fails, and says why (1).\nOf several folders each gets a line, or its report in the file; one seed serves all.',
    )
    .action(async (exercise: string, dirs: string[], options) => {
      const { grade } = await import('./commands/grade.ts');
      end(
        await grade(context, exercise, dirs, {
          ...options,
          reporter: options.json ? 'json' : options.reporter,
        }),
      );
    });

  command('verify', 'proves the graders: starter, solution and all proofs must come out as they have to')
    .argument('[exercise...]', 'their ids (default: all)')
    .addOption(
      new Option('--runtime <names>', `${RUNTIME_CHOICES.join(', ')}, or both with a comma`)
        .argParser(runtimeNames)
        .default(['node', 'browser'], 'node,browser'),
    )
    .addOption(
      new Option('--repeat <times>', 'runs everything so often, with another seed each time')
        .argParser(positive)
        .default(1),
    )
    .addOption(
      new Option('--database <database>', 'of the node runtime: pglite, or the URL of a PostgreSQL server')
        .argParser(databaseChoice)
        .default('pglite'),
    )
    .option(
      '--sample',
      'only as many proofs as it takes to see every check pass and fail; of a wrong one the checks that it names; in a second runtime starter and solution',
    )
    .addOption(
      new Option('--reporter <name>', 'form of the report').choices(['text', 'json']).default('text'),
    )
    .addOption(json())
    .action(async (exercises: string[], options) => {
      const { verify } = await import('./commands/verify.ts');
      end(
        await verify(context, exercises, { ...options, reporter: options.json ? 'json' : options.reporter }),
      );
    });

  command('new', 'makes the files of a new exercise: exercise, grader and proofs')
    .argument('<id>', 'lower-case words joined by "-"')
    .addOption(
      new Option('--kind <kind>', 'mend an app, or review a change')
        .choices(['fix', 'review'])
        .default('fix'),
    )
    .action(async (id: string, options: { kind: 'fix' | 'review' }) => {
      const { create } = await import('./commands/new.ts');
      end(await create(context, id, options));
    });

  return program;
}
