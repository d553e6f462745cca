import type { Classification } from '../../core/classification.js';
import type { BudgetRefusal } from '../../core/usage-recorder.js';
import { ownClassification } from '../../core/own-classification.js';

/**
 * What a call that a budget stops ends with: out of means, like an account without credits, but only this request's
 * matter: no gate closes, and no other key could help.
 */
export function budgetClassification({ message, advice, resetsAt }: BudgetRefusal): Classification {
  return ownClassification('quota-exhausted', {
    resetsAt,
    resetSource: resetsAt === undefined ? undefined : 'calendar',
    code: 'BUDGET',
    message,
    advice,
  });
}
