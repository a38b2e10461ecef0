import * as actions from '@actions/core';
import type { Annotation } from '../review/render/annotations.ts';
import type { Terminal } from '../terminal.ts';

/** What a step of a workflow says besides its log. */
export interface Step {
  /** Hides a text in the log from now on. */
  mask(secret: string): void;
  annotate(annotation: Annotation): void;
  /** A remark on the run. */
  warn(message: string): void;
  output(name: string, value: string): void;
  /** Adds Markdown to the run's page. @returns whether there is one */
  summarise(markdown: string): Promise<boolean>;
}

/** The step that this process is; outside of GitHub Actions, remarks go to the terminal. */
export function currentStep(env: NodeJS.ProcessEnv, terminal: Terminal): Step {
  const inActions = env['GITHUB_ACTIONS'] === 'true';
  return {
    mask(secret) {
      if (inActions) actions.setSecret(secret);
    },
    annotate({ kind, file, line, column, title, message }) {
      if (!inActions) return;
      const say = kind === 'warning' ? actions.warning : actions.notice;
      say(message, { file, startLine: line, startColumn: column, title });
    },
    warn(message) {
      if (inActions) actions.warning(message);
      else terminal.note(`warning: ${message}`);
    },
    output(name, value) {
      if (env['GITHUB_OUTPUT']) actions.setOutput(name, value);
    },
    async summarise(markdown) {
      if (!env['GITHUB_STEP_SUMMARY']) return false;
      await actions.summary.addRaw(markdown, true).write();
      return true;
    },
  };
}
