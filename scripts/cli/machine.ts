/** Commands for work on one's own machine. */
import { Argument } from 'commander';
import { command, context, endWith, goLocal, LOCAL, type Local } from './program.ts';

export function addMachineCommands(): void {
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
        const { execCommand } = await import('../commands/exec.ts');
        endWith(await execCommand(context, { handler, ...options }));
      },
    );

  command('doctor [env]', 'check what this machine, and AWS for an environment, has and lacks', [
    'doctor',
    'doctor dev --local',
  ])
    .option(...LOCAL)
    .action(async (environment: string | undefined, { local }: Local) => {
      if (local) await goLocal(environment ?? 'dev');
      const { doctorCommand } = await import('../commands/doctor.ts');
      await doctorCommand(context, environment === undefined ? {} : { environment });
    });

  command('emulator', 'control the embedded AWS; reset also forgets what it kept', [
    'emulator start',
    'emulator start --env prod --port 5000',
    'emulator stop',
  ])
    .addArgument(
      new Argument('<action>', 'what to do').choices(['start', 'stop', 'status', 'reset']),
    )
    .option('--env <env>', 'whose account and region to start', 'dev')
    .option('--port <number>', 'a port of your own (default: a free one)')
    .action(async (action: string, options: { env: string; port?: string }) => {
      if (action === 'start') {
        await goLocal(options.env, options.port);
        context.terminal.print(`embedded AWS at ${process.env['AWS_ENDPOINT_URL']}`);
        return;
      }
      const { controlEmulator } = await import('../local.ts');
      const printed = await controlEmulator(action, process.env);
      if (printed) context.terminal.print(printed);
    });

  command('demo', 'the whole system on this machine: what npm start runs', ['demo']).action(
    async () => {
      const started = Date.now();
      await goLocal('dev');
      const { duration } = await import('../terminal.ts');
      context.terminal.print(
        `embedded AWS at ${process.env['AWS_ENDPOINT_URL']} (${duration((Date.now() - started) / 1000)})`,
      );
      const { demoCommand } = await import('../commands/demo.ts');
      await demoCommand(context, 'dev');
    },
  );
}
