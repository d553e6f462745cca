import type { BudgetUnit } from '../budgets/budget.js';

interface LedgerEventBase {
  /** Epoch ms. */
  readonly at: number;
}

interface BudgetEventBase extends LedgerEventBase {
  /** Its name. */
  readonly budget: string;
  /** Whose it is, where each user, job … has one. */
  readonly subject: string | undefined;
  readonly unit: BudgetUnit;
  /** US dollars, tokens or requests. */
  readonly spent: number;
  readonly limit: number;
}

/** A share of a budget is used up. */
export interface BudgetWarningEvent extends BudgetEventBase {
  readonly type: 'budget-warning';
  /** The share, such as 0.8. */
  readonly share: number;
}

/** A request was not sent, since it would go over a budget; the first one of its day or month. */
export interface BudgetExceededEvent extends BudgetEventBase {
  readonly type: 'budget-exceeded';
  /** When it begins anew, in epoch ms; `undefined` where it never does. */
  readonly resetsAt: number | undefined;
}

/** A budget in money can't count a model, since its price is not known. Once for each model. */
export interface UnpricedModelEvent extends LedgerEventBase {
  readonly type: 'unpriced-model';
  readonly provider: string;
  readonly model: string;
  readonly budget: string;
}

/** The store can't write, or is not the one that was asked for. Calls go on. */
export interface StoreProblemEvent extends LedgerEventBase {
  readonly type: 'store-problem';
  /** What happened, and what the ledger does about it. */
  readonly message: string;
  /** What the store threw, if it did. */
  readonly error: unknown;
  /** How many entries wait to be written. */
  readonly buffered: number;
  /** How many entries are lost, since the ledger began. */
  readonly lost: number;
}

/** Everything that a ledger tells. */
export type LedgerEvent = BudgetWarningEvent | BudgetExceededEvent | UnpricedModelEvent | StoreProblemEvent;

/** The event of a type. */
export type LedgerEventOf<Type extends LedgerEvent['type']> = Extract<LedgerEvent, { readonly type: Type }>;
