import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type ActivityOptions, MONTH_HOURS } from '../../environments/model/bill/activity.ts';
import type { Assumption } from '../../environments/model/bill/assumptions.ts';
import type { Line } from '../../environments/model/bill/line.ts';
import { type Bill, bill } from '../../environments/model/bill.ts';
import { MACHINE_ASSUMPTIONS } from '../../environments/model/compare/machine.ts';
import { type Alternative, type Comparison, compare } from '../../environments/model/compare.ts';
import { DEFAULTS, type LoadedEnvironment, showProblem } from '../../environments/model/load.ts';
import { withPrices } from '../../environments/model/price-file.ts';
import {
  type Prices,
  priceGap,
  priceWarning,
  SHIPPED_PRICES,
} from '../../environments/model/prices.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { showPath } from '../../environments/model/source.ts';
import type { Report } from '../../job/contract.ts';
import { connect } from '../aws/clients.ts';
import { checkAccount } from '../aws/preflight.ts';
import { newestReports } from '../aws/reports.ts';
import { type Context, environmentOf, loadAll } from '../context.ts';
import { errorCode, InputError } from '../errors.ts';
import { table } from '../terminal.ts';

/** Options of `cost`. */
export interface CostOptions {
  /** Only these; all by default. */
  readonly environments: readonly string[];
  /** Beside Lambda, machines and other networks. */
  readonly compare?: boolean;
  /** A file of prices that is laid over the shipped ones. */
  readonly prices?: string;
  /** Minutes of a run, of every job, as typed. @default measured or assumed */
  readonly runMinutes?: string;
  /** Takes run times from the newest reports in AWS. @default false: nothing is asked */
  readonly measured?: boolean;
  /** Assignments as if the one environment named said so. @default none */
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/** Reports that a mean is taken of, for each job. */
const MEASURED_RUNS = 30;

/**
 * `cost [env...]`: what a month costs, from the environment files alone unless it is told to
 * look at measured runs. What isn't built yet is priced too, with a note.
 *
 * @throws InputError if an environment isn't there or has problems, or its region has no prices.
 */
export async function costCommand(context: Context, options: CostOptions): Promise<void> {
  const { paths, terminal } = context;
  const { now = new Date(), set = [] } = options;
  const [only = '', ...more] = options.environments;
  if (set.length > 0 && (only === '' || more.length > 0))
    throw new InputError('--set changes one environment: name it, as in cost prod --set KEY=VALUE');
  const all = await loadAll(paths, {
    later: 'accept',
    overlay: { environment: only, assignments: set },
  });
  const wanted = options.environments.length > 0 ? options.environments : all.names;
  const loaded = wanted.map((name) => environmentOf(all, name, paths));
  const prices = pricesOf(options.prices);
  for (const environment of loaded) demandPrices(environment, prices);

  const told = await Promise.all(
    loaded.map(async ({ environment }) => {
      const activity: ActivityOptions = {
        now,
        ...assumed(options.runMinutes),
        ...(options.measured && { measured: await measured(environment, now) }),
      };
      return {
        ...bill(environment, prices, activity),
        ...(options.compare && {
          comparisons: compare(environment, prices, activity),
          comparisonAssumptions: MACHINE_ASSUMPTIONS,
        }),
      };
    }),
  );

  const files = new Set(loaded.map(({ file }) => file));
  for (const warning of all.warnings.filter(
    ({ file }) => files.has(file) || basename(file) === DEFAULTS || file.startsWith('--set '),
  ))
    terminal.note(showProblem(warning));
  for (const date of new Set(told.map(({ pricesOf }) => pricesOf))) {
    const warning = priceWarning(date, now);
    if (warning) terminal.note(warning);
  }
  if (options.json) terminal.print(JSON.stringify(told, null, 2));
  else for (const one of told) for (const line of show(one)) terminal.print(line);
}

/** The newest reports of each job. */
async function measured(
  environment: Environment,
  now: Date,
): Promise<ReadonlyMap<string, readonly Report[]>> {
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  return new Map(
    await Promise.all(
      environment.jobs.map(
        async ({ name }) =>
          [
            name,
            await newestReports(aws.s3, environment, name, { most: MEASURED_RUNS, now }),
          ] as const,
      ),
    ),
  );
}

function pricesOf(file: string | undefined): Prices {
  if (file === undefined) return SHIPPED_PRICES;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(
      `the file ${file} of --prices cannot be read (${errorCode(error)}): name one that is there`,
    );
  }
  const { prices, problem } = withPrices(SHIPPED_PRICES, file, text);
  if (!prices) throw new InputError(problem);
  return prices;
}

function demandPrices({ environment, origin }: LoadedEnvironment, prices: Prices): void {
  const message = priceGap(prices, environment.region);
  if (message) throw new InputError(showProblem({ ...origin(['region']), message }));
}

function assumed(runMinutes: string | undefined): Pick<ActivityOptions, 'assume'> {
  if (runMinutes === undefined) return {};
  const minutes = Number(runMinutes);
  if (runMinutes.trim() !== '' && minutes > 0 && minutes <= MONTH_HOURS * 60) {
    return { assume: { runMinutes: minutes } };
  }
  throw new InputError(
    `--run-minutes ${runMinutes} is no run time: give minutes above 0 and within a month, such as 10 or 0.5`,
  );
}

/** What is told of an environment; the last two if other designs were asked for. */
interface Told extends Bill {
  readonly comparisons?: readonly Comparison[];
  readonly comparisonAssumptions?: readonly Assumption[];
}

function show({ comparisons = [], comparisonAssumptions = [], ...bill }: Told): string[] {
  const { lines, total, fixed, assumptions } = bill;
  return [
    `${bill.environment} in ${bill.region}: USD for a month of 730 hours, without tax, by prices of ${bill.pricesOf}`,
    '',
    ...table([
      ['what', 'quantity', 'unit', 'price', 'USD', 'USD after free', 'per', 'from'],
      ...rows(lines),
    ]),
    '',
    `total  ${dollars(total.usd)} a month; ${dollars(total.usdWithoutAllowances)} without free allowances`,
    `fixed  ${dollars(fixed.usd)} of it come without a run; ${dollars(fixed.usdWithoutAllowances)} without free allowances`,
    `beside it: the network of the reference design alone (three interface endpoints, one zone) is ${dollars(bill.referenceNetworkUsd)} a month`,
    '',
    'assumed:',
    ...assumptions.map(showAssumption),
    ...(lines.some(({ about }) => about) ? ['  ~ marks prices that move or are inferred'] : []),
    '',
    // A job that is alone is all jobs.
    ...(comparisons.length > 2 ? comparisons : comparisons.slice(0, 1)).flatMap(showComparison),
    ...comparisons
      .slice(0, 1)
      .flatMap(({ alternatives }) => [
        'what the others lack:',
        ...alternatives.map(({ design, lacks }) => `  ${design}: ${lacks}`),
        '',
        'assumed of the others:',
        ...comparisonAssumptions.map(showAssumption),
        '',
      ]),
  ];
}

function showAssumption({ what, value, unit }: Assumption): string {
  return `  ${what}: ${number(value)} ${unit}`;
}

function rows(lines: readonly Line[]): string[][] {
  const right = (texts: readonly string[]): string[] => {
    const width = Math.max(...texts.map((text) => text.length));
    return texts.map((text) => text.padStart(width));
  };
  const quantities = right(lines.map(({ quantity }) => number(quantity)));
  const amounts = right(lines.map((line) => exact(line.usdWithoutAllowances)));
  const afterFree = right(lines.map(({ usd }) => exact(usd)));
  return lines.map(({ what, unit, unitUsd, about, per, path }, index) => [
    what,
    quantities[index] ?? '',
    unit,
    `${about ? '~' : ''}${unitUsd}`,
    amounts[index] ?? '',
    afterFree[index] ?? '',
    per,
    showPath(path),
  ]);
}

function showComparison(comparison: Comparison): string[] {
  const { job, usd, runMinutes = 0, alternatives } = comparison;
  const cheaper = alternatives.filter(
    ({ obstacle, differenceUsd = 0 }) => obstacle === undefined && differenceUsd < 0,
  );
  return [
    `${job === undefined ? 'all jobs' : `${job}, ${number(runMinutes)} min a run`}: USD a month of what runs it and its network; the rest costs the same everywhere`,
    '',
    ...table([
      ['design', 'USD', 'difference', 'longer or shorter runs', 'fits'],
      ['this design', mills(usd), '', '', 'yes'],
      ...alternatives.map((other) => [
        other.size === undefined ? other.design : `${other.design}, ${other.size}`,
        other.usd === undefined ? '-' : mills(other.usd),
        other.differenceUsd === undefined ? '-' : signed(other.differenceUsd),
        job === undefined ? '' : breakEven(other),
        other.obstacle === undefined ? 'yes' : `no: ${other.obstacle}`,
      ]),
    ]),
    '',
    ...cheaper.flatMap(({ design, differenceUsd = 0, lacks }) => [
      `cheaper by ${dollars(-differenceUsd)} a month: ${design}`,
      `  it lacks ${lacks}`,
    ]),
    ...(cheaper.length === 0 ? ['no other design that fits is cheaper'] : []),
    '',
  ];
}

function breakEven({ breakEven: even, differenceUsd = 0, obstacle }: Alternative): string {
  if (even) return `${even.beyond} above ${number(even.minutes)} min`;
  if (obstacle !== undefined) return '-';
  if (differenceUsd === 0) return 'always the same';
  return differenceUsd < 0 ? 'always cheaper' : 'always dearer';
}

/** Sums, as people pay them. */
function dollars(usd: number): string {
  return usd > 0 && usd < 0.005 ? 'less than a cent' : `$${usd.toFixed(2)}`;
}

/** Designs differ by less than a cent, and by many dollars. */
function mills(usd: number): string {
  return usd > 0 && usd < 0.0005 ? '<0.001' : usd.toFixed(3);
}

function signed(usd: number): string {
  if (usd === 0) return '0';
  return `${usd < 0 ? '-' : '+'}${mills(Math.abs(usd))}`;
}

/** Most lines are far below a cent. */
function exact(usd: number): string {
  return usd > 0 && usd < 0.00005 ? '<0.0001' : usd.toFixed(4);
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
