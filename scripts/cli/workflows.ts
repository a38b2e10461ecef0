/** Commands that workflows run. */
import { command, context } from './program.ts';

export function addWorkflowCommands(): void {
  command(
    'comment <folder>',
    'for workflows: bring the comment on the pull request up to date, from reviews in a folder',
    ['comment reviews/ --expect dev,staging,prod', "comment reviews/ --author 'our-app[bot]'"],
  )
    .option('--expect <envs>', 'whose review must be there; what lacks it is shown as failed')
    .option('--author <login>', 'login of the token (default: github-actions[bot])')
    .addHelpText(
      'after',
      `
The folder holds a file for each environment, such as prod.json, also in folders below it. Which
pull request, commit and run it is about, GITHUB_EVENT_PATH and GitHub's other variables say;
GITHUB_TOKEN needs pull-requests: write. Outputs of the step: changed (true or false), risk (none,
low, medium or high) and comment-id. A comment that cannot be posted is a warning, exit code 0.`,
    )
    .action(async (folder: string, options: { expect?: string; author?: string }) => {
      const { commentCommand } = await import('../commands/comment.ts');
      await commentCommand(context, { folder, ...options });
    });
}
