/** Commands that ask AWS, or change what is there. */
import { InputError } from '../errors.ts';
import { collect, command, context, goLocal, LOCAL, type Local } from './program.ts';

interface PlanFlags extends Local {
  readonly offline?: boolean;
  readonly base?: string;
  readonly set?: string[];
  readonly full?: boolean;
  readonly json?: boolean;
}

export function addCloudCommands(): void {
  command('plan <env>', 'show what an apply would change', [
    'plan prod',
    'plan dev --local',
    'plan dev --local --set jobs.flight-delays.memory=1024',
    'plan prod --offline --base origin/main',
    'plan prod --offline --set jobs.flight-delays.memory=1024',
  ])
    .option(...LOCAL)
    .option('--offline', 'compare the files with those of a commit; ask neither AWS nor Terraform')
    .option('--base <ref>', 'what the files are compared with (default: HEAD)')
    .option('--set <key=value>', 'as if the file said so; may be repeated', collect)
    .option('--full', 'show every difference, however many')
    .option('--json', 'print JSON')
    .action(async (environment: string, { local, offline, base, ...options }: PlanFlags) => {
      if (offline && local)
        throw new InputError('--offline asks no AWS, not even the embedded one: leave --local out');
      if (offline) {
        const { offlineCommand } = await import('../commands/plan-offline.ts');
        await offlineCommand(context, {
          environment,
          ...(base !== undefined && { base }),
          ...options,
        });
        return;
      }
      if (local) await goLocal(environment);
      const { planCommand } = await import('../commands/plan.ts');
      await planCommand(context, { environment, base, ...options });
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
      const { bootstrapCommand } = await import('../commands/bootstrap.ts');
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
      const { applyCommand } = await import('../commands/apply.ts');
      await applyCommand(context, { environment, ...options });
    });

  command('destroy <env>', 'remove an environment; its data buckets stay', ['destroy dev --local'])
    .option(...LOCAL)
    .option('-y, --yes', 'do not ask')
    .action(async (environment: string, { local, ...options }: Local & { yes?: boolean }) => {
      if (local) await goLocal(environment);
      const { destroyCommand } = await import('../commands/destroy.ts');
      await destroyCommand(context, { environment, ...options });
    });

  command('unlock <env> <lock>', 'free the lock that an apply left behind when it was cut off', [
    'unlock prod 5f0e8c1a-6c1b-4c6e-9d0b-0a4f5ad4a7b1',
  ])
    .option(...LOCAL)
    .action(async (environment: string, lock: string, { local }: Local) => {
      if (local) await goLocal(environment);
      const { unlockCommand } = await import('../commands/unlock.ts');
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
        const { runCommand } = await import('../commands/run.ts');
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
        const { logsCommand } = await import('../commands/logs.ts');
        await logsCommand(context, { environment, job, ...options });
      },
    );
}
