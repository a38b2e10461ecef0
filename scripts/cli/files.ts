/** Commands that work on the files alone. */
import { collect, command, context, goLocal, LOCAL, type Local } from './program.ts';

export function addFileCommands(): void {
  command('validate [env...]', 'check the environment files: all errors at once', [
    'validate',
    'validate prod',
    'validate --dir other/environments',
  ])
    .option('--dir <folder>', 'where the files are')
    .option('--json', 'print JSON')
    .action(async (environments: string[], options: { dir?: string; json?: boolean }) => {
      const { validateCommand } = await import('../commands/validate.ts');
      await validateCommand(context, { environments, ...options });
    });

  command('config <env>', 'show the merged configuration, each value with its origin', [
    'config prod',
    'config dev --json',
  ])
    .option('--json', 'print JSON')
    .action(async (environment: string, options: { json?: boolean }) => {
      const { configCommand } = await import('../commands/config.ts');
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
        options: {
          schedule?: string;
          timezone?: string;
          from?: string;
          n?: string;
          json?: boolean;
        },
      ) => {
        const { nextCommand } = await import('../commands/next.ts');
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
        const { costCommand } = await import('../commands/cost.ts');
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
        const { newCommand } = await import('../commands/new.ts');
        await newCommand(context, { job, ...options });
      },
    );

  command('review', "say in words what a plan changes: any plan of Terraform's or OpenTofu's", [
    'review --plan plan.json',
    'review --plan - < plan.json',
    'review --plan plan.json --environment prod --base origin/main',
  ])
    .requiredOption('--plan <file>', 'output of terraform show -json; - is standard input')
    .option('--environment <env>', 'the environment whose plan it is: names the YAML lines')
    .option('--base <ref>', 'what its files are compared with (default: HEAD)')
    .option('--max-chars <number>', 'longest output (default: what fits into a comment)')
    .option('--hide <name>', 'hide values of this name too, with *; may be repeated', collect)
    .option('--json', 'print JSON')
    .action(
      async (options: {
        plan: string;
        environment?: string;
        base?: string;
        maxChars?: string;
        hide?: string[];
        json?: boolean;
      }) => {
        const { reviewCommand } = await import('../commands/review.ts');
        await reviewCommand(context, options);
      },
    );

  command('affected', 'list the environments that a change touches', [
    'affected --base origin/main',
    'affected --base HEAD~1 --json',
  ])
    .requiredOption('--base <ref>', 'what to compare the working tree with')
    .option('--json', 'print JSON')
    .action(async (options: { base: string; json?: boolean }) => {
      const { affectedCommand } = await import('../commands/affected.ts');
      await affectedCommand(context, options);
    });

  command('synth [env...]', 'write the Terraform configurations, without credentials', [
    'synth',
    'synth prod --output /tmp/out',
  ])
    .option('--output <folder>', 'where to write', undefined)
    .action(async (environments: string[], options: { output?: string }) => {
      const { synthCommand } = await import('../commands/synth.ts');
      await synthCommand(context, { environments, ...options });
    });
}
