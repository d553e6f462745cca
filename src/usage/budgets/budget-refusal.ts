import type { BudgetRefusal, PlannedAttempt } from '../../core/usage-recorder.js';
import { formatAmount, type ResolvedBudget } from './budget.js';

/** A budget that a request would go over. */
export interface UsedUpBudget {
  readonly budget: ResolvedBudget;
  /** Whose it is; `''` for one of everything. */
  readonly subject: string;
  readonly spent: number;
  /** When it begins anew, in epoch ms; `undefined`: never. */
  readonly resetsAt: number | undefined;
}

/** What the caller is told where a request would go over a budget. */
export function usedUp({ budget, subject, spent, resetsAt }: UsedUpBudget): BudgetRefusal {
  const whose = subject === '' ? '' : ` of "${subject}"`;
  return {
    type: 'refused',
    message:
      `The budget "${budget.name}"${whose} is used up: ${formatAmount(spent, budget.unit)} of ` +
      `${formatAmount(budget.limit, budget.unit)} are spent, and this request would go over it.`,
    advice: `Raise the budget${resetsAt === undefined ? '' : ', or wait until it begins anew'}.`,
    resetsAt,
  };
}

/** What the caller is told where a budget stops what it can't count. */
export function cantCount(budget: ResolvedBudget, { provider, model }: PlannedAttempt): BudgetRefusal {
  return {
    type: 'refused',
    message: `The price of ${provider}/${model} is not known, and the budget "${budget.name}" stops what it can't count.`,
    advice: "Add its prices to your own table, or let the budget pass it (`unpriced: 'allow'`).",
    resetsAt: undefined,
  };
}
