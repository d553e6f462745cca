import { ERROR_KINDS } from '../../src/core/error-kinds.js';
import type { KindSpec } from '../../src/core/kind-spec.js';
import type { ErrorRule, RuleCondition } from '../../src/core/error-rule.js';
import { table } from '../readme-tables/markdown.js';
import { patternWords } from './pattern-words.js';

const STATUS_NAMES: Readonly<Record<string, string>> = { none: 'no status', '2xx': 'a success' };

function list(values: unknown, show = (value: unknown) => `\`${String(value)}\``): string {
  return [values].flat().map(show).join(', ');
}

function conditionWords(when: RuleCondition): string {
  const { status, code, type, message, quotaId, thrown, finish, body, field, limit } = when;
  const parts = [
    status === undefined ? '' : `status ${list(status, (value) => STATUS_NAMES[String(value)] ?? String(value))}`,
    code === undefined ? '' : `code ${list(code)}`,
    type === undefined ? '' : `type ${list(type)}`,
    finish === undefined ? '' : `it ended by ${list(finish)}`,
    thrown === undefined ? '' : `thrown as ${list(thrown)}`,
    body === undefined ? '' : { none: 'nothing came back', empty: 'an empty body', page: 'a web page' }[body],
    field === undefined ? '' : `a field ${list(field)}`,
    limit === undefined
      ? ''
      : { zero: 'a limit of 0', 'below-request': 'it asks for more than the whole limit' }[limit],
    quotaId === undefined ? '' : `a quota named ${patternWords(quotaId)}`,
    message === undefined ? '' : `the words ${patternWords(message)}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function kindWords(rule: ErrorRule): string {
  return rule.kindBy === 'window' ? `\`${rule.kind}\`, or the kind of the window that it names` : `\`${rule.kind}\``;
}

function answerWords(rule: ErrorRule): string {
  const spec: KindSpec = ERROR_KINDS[rule.kind];
  const otherKey = rule.rotateKey ?? spec.otherKeyHelps;
  const parts = [rule.scope ?? spec.scope, otherKey ? 'another key helps' : ''];
  if (rule.quota?.window !== undefined) parts.push(`window: ${rule.quota.window}`);
  if (rule.calendar !== undefined) parts.push(`turns by the ${rule.calendar} of its calendar`);
  return parts.filter((part) => part !== '').join('; ');
}

/** The table of some rules, in the order in which they are tried. */
export function rulesTable(rules: readonly ErrorRule[]): string {
  const rows = rules.map((rule) => [
    conditionWords(rule.when),
    kindWords(rule),
    answerWords(rule),
    rule.source === undefined ? '' : `[source](${rule.source})`,
  ]);
  return table(['what arrives', 'kind', 'belongs to', 'known from'], rows);
}
