import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget/index.js';
import { Construct } from 'constructs';
import { sharedNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';

/** What a month may cost. */
export interface MonthlyBudgetProps {
  readonly environment: Environment;
  /** USD. */
  readonly monthlyUsd: number;
}

/**
 * Mails when a month will probably cost more than 80 % of the limit, and when it has cost all of
 * it. It sees what bears the environment's tag, once somebody has activated `environment` as a cost
 * allocation tag in the billing console (docs/deploying.md).
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { environment, monthlyUsd }: MonthlyBudgetProps) {
    super(scope, id);
    const mail = {
      comparisonOperator: 'GREATER_THAN',
      thresholdType: 'PERCENTAGE',
      subscriberEmailAddresses: environment.alerts.emails,
    };
    new BudgetsBudget(this, 'monthly', {
      name: sharedNames(environment).budget,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(monthlyUsd),
      limitUnit: 'USD',
      costFilter: [{ name: 'TagKeyValue', values: [`user:environment$${environment.name}`] }],
      notification: [
        { ...mail, notificationType: 'FORECASTED', threshold: 80 },
        { ...mail, notificationType: 'ACTUAL', threshold: 100 },
      ],
    });
  }
}
