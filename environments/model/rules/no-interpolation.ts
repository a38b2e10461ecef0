import type { Rule } from './rule.ts';

/**
 * cdktf hands `${...}` in a string through to Terraform, which evaluates it: a value such as
 * `${file("/proc/self/environ")}` would print credentials in a plan.
 */
const EVALUATED = /\$\{|%\{|TfToken\[/;

export const noInterpolation: Rule = {
  id: 'no-interpolation',
  written(path, { value }) {
    const found = [path.at(-1), typeof value === 'object' ? '' : value]
      .map(String)
      .find((part) => EVALUATED.test(part));
    if (found === undefined) return undefined;
    return `${JSON.stringify(found)} would be evaluated by Terraform: write the value itself`;
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    variables: { HOST: "a%{b}" }\n',
    at: '3:24',
    message: '"a%{b}" would be evaluated by Terraform: write the value itself',
  },
};
