/**
 * The entry: reads arguments, variables and streams, hands typed options to a command, and
 * turns what it throws into a sentence and an exit code. Commands are loaded when they are
 * called, so that --help costs nothing.
 */
import { Argument, Command, CommanderError } from 'commander';
import type { Context } from './context.ts';
import { EXIT_CODE, FailedError, InputError, InterruptedError, notWritable } from './errors.ts';
import { pathsFrom } from './paths.ts';
import { processTerminal } from './terminal.ts';

const VERSION = '0.1.0';

const paths = pathsFrom(process.env, process.cwd());
const context: Context = { paths, env: process.env, terminal: processTerminal() };

/** Exit code of a command that ended without an error. */
let exitCode: number = EXIT_CODE.fine;

interface Local {
  readonly local?: boolean;
}

/** `--local`: sets the variables that lead to the embedded AWS; no command knows more of it. */
async function goLocal(environment: string, port?: string): Promise<void> {
  const { openEnvironment } = await import('./context.ts');
  const local = await import('./local.ts');
  const { environment: wanted } = await openEnvironment(paths, environment);
  await local.goLocal(wanted, process.env, port);
  Object.assign(paths, pathsFrom(process.env, process.cwd()));
}

const program = new Command('nightshift')
  .description('Cheap, reliable batch jobs on AWS, run from Git.')
  .version(VERSION)
  .exitOverride()
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: false });

const command = (
  nameAndArguments: string,
  description: string,
  examples: readonly string[],
): Command =>
  program
    .command(nameAndArguments)
    .description(description)
    .exitOverride()
    .addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  ./nightshift ${line}`).join('\n')}`,
    );

/** Gathers an option that may be repeated. */
const collect = (value: string, before: string[] = []): string[] => [...before, value];

const LOCAL = ['--local', 'use the embedded AWS on this machine, starting it if needed'] as const;

command('validate [env...]', 'check the environment files: all errors at once', [
  'validate',
  'validate prod',
  'validate --dir other/environments',
])
  .option('--dir <folder>', 'where the files are')
  .option('--json', 'print JSON')
  .action(async (environments: string[], options: { dir?: string; json?: boolean }) => {
    const { validateCommand } = await import('./commands/validate.ts');
    await validateCommand(context, { environments, ...options });
  });

command('config <env>', 'show the merged configuration, each value with its origin', [
  'config prod',
  'config dev --json',
])
  .option('--json', 'print JSON')
  .action(async (environment: string, options: { json?: boolean }) => {
    const { configCommand } = await import('./commands/config.ts');
    await configCommand(context, { environment, ...options });
  });

command('next [env] [job]', 'show when jobs run next', [
  'next prod',
  'next prod flight-delays -n 10',
  'next --schedule "cron(15 3 * * ? *)" --timezone Europe/Berlin --from 2027-03-27',
])
  .option('--schedule <expression>', 'a schedule in the place of an environment')
  .option('--timezone <zone>', 'with --schedule (default: UTC)')
  .option('--from <time>', 'runs after this time (default: now)')
  .option('-n <number>', 'how many runs of each job, 1 to 1000 (default: 5)')
  .option('--json', 'print JSON')
  .action(
    async (
      environment: string | undefined,
      job: string | undefined,
      options: { schedule?: string; timezone?: string; from?: string; n?: string; json?: boolean },
    ) => {
      const { nextCommand } = await import('./commands/next.ts');
      await nextCommand(context, {
        ...(environment !== undefined && { environment }),
        ...(job !== undefined && { job }),
        ...options,
      });
    },
  );

command('cost [env...]', 'show what a month costs, from the files alone', [
  'cost prod',
  'cost prod --compare --run-minutes 3',
  'cost prod --set network.mode=nat --set jobs.flight-delays.spot=true',
  'cost prod --measured',
  'cost --prices prices.json',
])
  .option(...LOCAL)
  .option('--compare', 'beside Lambda, machines and other networks')
  .option('--prices <file>', 'prices laid over those of this repository')
  .option('--run-minutes <minutes>', 'how long a run takes')
  .option('--measured', 'take that from the newest runs: asks AWS')
  .option('--set <key=value>', 'as if the file said so; may be repeated', collect)
  .option('--json', 'print JSON')
  .action(
    async (
      environments: string[],
      {
        local,
        ...options
      }: Local & {
        compare?: boolean;
        prices?: string;
        runMinutes?: string;
        measured?: boolean;
        set?: string[];
        json?: boolean;
      },
    ) => {
      if (local) await goLocal(environments[0] ?? 'dev');
      const { costCommand } = await import('./commands/cost.ts');
      await costCommand(context, { environments, ...options });
    },
  );

command('new <job>', 'make a job: a handler, its test, its block of YAML', [
  'new invoices',
  'new invoices --env dev --input invoices/ --schedule "cron(0 6 * * ? *)"',
])
  .option('--env <env>', 'only there (default: in defaults.yaml, so in all)')
  .option('--input <prefix>', 'what it reads (default: <job>/)')
  .option('--output <prefix>', 'where it writes (default: <job>/)')
  .option('--schedule <expression>', 'when it starts (default: none)')
  .action(
    async (
      job: string,
      options: { env?: string; input?: string; output?: string; schedule?: string },
    ) => {
      const { newCommand } = await import('./commands/new.ts');
      await newCommand(context, { job, ...options });
    },
  );

command('affected', 'list the environments that a change touches', [
  'affected --base origin/main',
  'affected --base HEAD~1 --json',
])
  .requiredOption('--base <ref>', 'what to compare the working tree with')
  .option('--json', 'print JSON')
  .action(async (options: { base: string; json?: boolean }) => {
    const { affectedCommand } = await import('./commands/affected.ts');
    await affectedCommand(context, options);
  });

command('synth [env...]', 'write the Terraform configurations, without credentials', [
  'synth',
  'synth prod --output /tmp/out',
])
  .option('--output <folder>', 'where to write', undefined)
  .action(async (environments: string[], options: { output?: string }) => {
    const { synthCommand } = await import('./commands/synth.ts');
    await synthCommand(context, { environments, ...options });
  });

interface PlanFlags extends Local {
  readonly offline?: boolean;
  readonly base?: string;
  readonly set?: string[];
  readonly json?: boolean;
}

command('plan <env>', 'show what an apply would change', [
  'plan prod',
  'plan dev --local',
  'plan prod --offline --base origin/main',
  'plan prod --offline --set jobs.flight-delays.memory=1024',
])
  .option(...LOCAL)
  .option('--offline', 'compare the files with those of a commit; ask neither AWS nor Terraform')
  .option('--base <ref>', 'with --offline: what to compare with (default: HEAD)')
  .option('--set <key=value>', 'as if the file said so; may be repeated', collect)
  .option('--json', 'print JSON')
  .action(async (environment: string, { local, offline, base, ...options }: PlanFlags) => {
    if (offline && local)
      throw new InputError('--offline asks no AWS, not even the embedded one: leave --local out');
    if (offline) {
      const { offlineCommand } = await import('./commands/plan-offline.ts');
      await offlineCommand(context, {
        environment,
        ...(base !== undefined && { base }),
        ...options,
      });
      return;
    }
    if (base !== undefined)
      throw new InputError('--base compares files, not what is there: add --offline');
    if (local) await goLocal(environment);
    const { planCommand } = await import('./commands/plan.ts');
    await planCommand(context, { environment, ...options });
  });

command(
  'bootstrap <env>',
  "make what an account's environments stand on: the state bucket, their permissions boundaries",
  ['bootstrap dev', 'bootstrap prod --yes'],
)
  .option(...LOCAL)
  .option('-y, --yes', 'do not ask')
  .addHelpText(
    'after',
    `
For an administrator of the account: once for each account and region, and again when a file
names the account first or when plan says that a boundary is out of date. It
  1. makes the bucket of the Terraform states if there is none: versioned, encrypted, not public;
  2. plans one managed policy for each environment of that bucket, the most that any of its roles
     may ever do, the settings of the bucket, and one policy that lets EventBridge keep task
     events in logs; existing ones are adopted;
  3. shows that plan, asks, and applies it. Nothing else is made or changed.`,
  )
  .action(async (environment: string, { local, ...options }: Local & { yes?: boolean }) => {
    if (local) await goLocal(environment);
    const { bootstrapCommand } = await import('./commands/bootstrap.ts');
    await bootstrapCommand(context, { environment, ...options });
  });

command('apply <env>', 'plan, ask on a terminal, and apply that plan', [
  'apply dev --local',
  'apply prod --yes',
])
  .option(...LOCAL)
  .option('-y, --yes', 'do not ask')
  .action(async (environment: string, { local, ...options }: Local & { yes?: boolean }) => {
    if (local) await goLocal(environment);
    const { applyCommand } = await import('./commands/apply.ts');
    await applyCommand(context, { environment, ...options });
  });

command('destroy <env>', 'remove an environment; its data buckets stay', ['destroy dev --local'])
  .option(...LOCAL)
  .option('-y, --yes', 'do not ask')
  .action(async (environment: string, { local, ...options }: Local & { yes?: boolean }) => {
    if (local) await goLocal(environment);
    const { destroyCommand } = await import('./commands/destroy.ts');
    await destroyCommand(context, { environment, ...options });
  });

command('unlock <env> <lock>', 'free the lock that an apply left behind when it was cut off', [
  'unlock prod 5f0e8c1a-6c1b-4c6e-9d0b-0a4f5ad4a7b1',
])
  .option(...LOCAL)
  .action(async (environment: string, lock: string, { local }: Local) => {
    if (local) await goLocal(environment);
    const { unlockCommand } = await import('./commands/unlock.ts');
    await unlockCommand(context, { environment, lock });
  });

command('run <env> <job>', 'start the deployed job and wait for its end', [
  'run dev flight-delays --local',
  'run prod flight-delays --date 2026-11-23T03:15:00Z --follow',
])
  .option(...LOCAL)
  .option('--date <time>', 'the scheduled time it stands for (default: now)')
  .option('--follow', 'show the log as it comes')
  .option('--json', 'print JSON')
  .action(
    async (
      environment: string,
      job: string,
      { local, ...options }: Local & { date?: string; follow?: boolean; json?: boolean },
    ) => {
      if (local) await goLocal(environment);
      const { runCommand } = await import('./commands/run.ts');
      await runCommand(context, { environment, job, ...options });
    },
  );

command('logs <env> <job>', 'print the log of a run, the newest unless one is named', [
  'logs dev flight-delays --local',
  'logs prod flight-delays --run 2026-11-23T03:15:00Z',
])
  .option(...LOCAL)
  .option('--run <run>', 'its id or its scheduled time, as reports and notices write them')
  .action(
    async (environment: string, job: string, { local, ...options }: Local & { run?: string }) => {
      if (local) await goLocal(environment);
      const { logsCommand } = await import('./commands/logs.ts');
      await logsCommand(context, { environment, job, ...options });
    },
  );

command('exec <handler>', 'run a handler by hand on folders or buckets', [
  'exec flight-delays --input data/ --output out/',
  'exec flight-delays --input data/ --output out/ --watch',
])
  .requiredOption('--input <location>', 'a folder, or s3://bucket/prefix/')
  .requiredOption('--output <location>', 'a folder, or s3://bucket/prefix/')
  .option('--date <time>', 'the scheduled time (default: now)')
  .option('--overwrite', 'replace outputs that lie there')
  .option('--watch', 'run again when job/ changes; overwrites')
  .action(
    async (
      handler: string,
      options: {
        input: string;
        output: string;
        date?: string;
        overwrite?: boolean;
        watch?: boolean;
      },
    ) => {
      const { execCommand } = await import('./commands/exec.ts');
      exitCode = await execCommand(context, { handler, ...options });
    },
  );

command('doctor [env]', 'check what this machine, and AWS for an environment, has and lacks', [
  'doctor',
  'doctor dev --local',
])
  .option(...LOCAL)
  .action(async (environment: string | undefined, { local }: Local) => {
    if (local) await goLocal(environment ?? 'dev');
    const { doctorCommand } = await import('./commands/doctor.ts');
    await doctorCommand(context, environment === undefined ? {} : { environment });
  });

command('emulator', 'control the embedded AWS; reset also forgets what it kept', [
  'emulator start',
  'emulator start --env prod --port 5000',
  'emulator stop',
])
  .addArgument(new Argument('<action>', 'what to do').choices(['start', 'stop', 'status', 'reset']))
  .option('--env <env>', 'whose account and region to start', 'dev')
  .option('--port <number>', 'a port of your own (default: a free one)')
  .action(async (action: string, options: { env: string; port?: string }) => {
    if (action === 'start') {
      await goLocal(options.env, options.port);
      context.terminal.print(`embedded AWS at ${process.env['AWS_ENDPOINT_URL']}`);
      return;
    }
    const { controlEmulator } = await import('./local.ts');
    const printed = await controlEmulator(action, process.env);
    if (printed) context.terminal.print(printed);
  });

command('demo', 'the whole system on this machine: what npm start runs', ['demo']).action(
  async () => {
    const started = Date.now();
    await goLocal('dev');
    const { duration } = await import('./terminal.ts');
    context.terminal.print(
      `embedded AWS at ${process.env['AWS_ENDPOINT_URL']} (${duration((Date.now() - started) / 1000)})`,
    );
    const { demoCommand } = await import('./commands/demo.ts');
    await demoCommand(context, 'dev');
  },
);

program.addHelpText(
  'after',
  `
Exit codes: 0 fine, 1 failed, 2 bad input or configuration (nothing was done), 130 interrupted;
exec ends with the job's own.`,
);

/** The sentence and the exit code for what a command threw. */
async function explain(error: unknown): Promise<readonly [message: string, exitCode: number]> {
  if (error instanceof CommanderError)
    return ['', error.exitCode === 0 ? EXIT_CODE.fine : EXIT_CODE.badInput];
  if (
    error instanceof InputError ||
    error instanceof FailedError ||
    error instanceof InterruptedError
  ) {
    return [error.message, error.exitCode];
  }
  const unwritable = notWritable(error);
  if (unwritable) return [unwritable, EXIT_CODE.badInput];
  const { explainAwsError } = await import('./aws/preflight.ts');
  const explained = explainAwsError(error, process.env);
  if (explained) return [explained.message, explained.exitCode];
  const { name, message, stack } = error as Error;
  return [
    process.env['NIGHTSHIFT_DEBUG'] ? (stack ?? message) : `${name}: ${message}`,
    EXIT_CODE.failed,
  ];
}

try {
  await program.parseAsync();
} catch (error) {
  const [message, code] = await explain(error);
  if (message) context.terminal.note(message);
  exitCode = code;
}
// Not exit(): what was written to a pipe must arrive.
process.exitCode = exitCode;
