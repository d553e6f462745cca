import type { ErrorRule, RuleCondition, StatusPattern } from '../core/error-rule.js';
import type { Evidence } from './evidence.js';
import type { QuotaNumbers } from './quota.js';

/** What conditions are compared with. */
export interface Facts {
  readonly evidence: Evidence;
  readonly numbers: QuotaNumbers;
}

type Test = (facts: Facts) => boolean;

/** Rules are data; what they compare is prepared once for each. */
const prepared = new WeakMap<RuleCondition, readonly Test[]>();

/** The first rule that matches. */
export function findRule<Rule extends Pick<ErrorRule, 'when'>>(rules: readonly Rule[], facts: Facts): Rule | undefined {
  return rules.find((rule) => matches(rule.when, facts));
}

/** Whether all that a condition gives holds. */
export function matches(condition: RuleCondition, facts: Facts): boolean {
  let tests = prepared.get(condition);
  if (tests === undefined) {
    tests = prepare(condition);
    prepared.set(condition, tests);
  }
  for (const test of tests) if (!test(facts)) return false;
  return true;
}

/** Cheap comparisons first, patterns last. */
function prepare(condition: RuleCondition): readonly Test[] {
  const { status, code, type, thrown, finish, field, body, limit, quotaId, message } = condition;
  const tests: Test[] = [];
  if (status !== undefined) {
    const patterns = new Set<StatusPattern>(asList(status));
    tests.push(({ evidence }) => hasStatus(patterns, evidence.status));
  }
  if (body !== undefined) tests.push(({ evidence }) => evidence.body === body);
  addNames(tests, code, (evidence) => evidence.codes);
  addNames(tests, type, (evidence) => evidence.types);
  addNames(tests, thrown, (evidence) => evidence.thrown);
  addNames(tests, finish, (evidence) => evidence.finish);
  if (field !== undefined) {
    const names = asList(field);
    tests.push(({ evidence }) => names.some((name) => evidence.fields.has(name)));
  }
  if (limit === 'zero')
    tests.push(({ evidence, numbers }) => numbers.zero || evidence.quotas.some((quota) => quota.limit === 0));
  if (limit === 'below-request') {
    tests.push(
      ({ numbers: { limit: admits, requested } }) =>
        admits !== undefined && requested !== undefined && requested > admits,
    );
  }
  if (quotaId !== undefined)
    tests.push(({ evidence }) => evidence.quotas.some((quota) => quotaId.test((quota.id ?? '').toLowerCase())));
  if (message !== undefined) tests.push(({ evidence }) => message.test(evidence.text));
  return tests;
}

function addNames(
  tests: Test[],
  names: string | readonly string[] | undefined,
  of: (evidence: Evidence) => ReadonlySet<string>,
): void {
  if (names === undefined) return;
  const wanted = asList(names).map((name) => name.toLowerCase());
  tests.push(({ evidence }) => {
    const known = of(evidence);
    return known.size > 0 && wanted.some((name) => known.has(name));
  });
}

function hasStatus(patterns: ReadonlySet<StatusPattern>, status: number | undefined): boolean {
  if (status === undefined) return patterns.has('none');
  if (patterns.has(status)) return true;
  if (status < 300) return patterns.has('2xx');
  if (status >= 500) return patterns.has('5xx');
  return status >= 400 && patterns.has('4xx');
}

function asList<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}
