import { resolveSettings } from '../../src/client/options/settings.js';
import { ERROR_KINDS } from '../../src/core/error-kinds.js';
import type { KindSpec } from '../../src/core/kind-spec.js';
import type { Policy } from '../../src/core/policy.js';
import { durationText } from './duration-text.js';
import { table } from './markdown.js';

/** The table of kinds, in the order of `ERROR_KINDS`. */
export function errorKindsTable(): string {
  const rows = Object.entries<KindSpec>(ERROR_KINDS).map(([kind, spec]) => [
    `\`${kind}\``,
    spec.meaning.replace(/\.$/, ''),
    spec.scope,
    policyText(spec.policy, spec),
    remedies(spec),
  ]);
  return table(['kind', 'what it means', 'belongs to', 'by default', 'what can help'], rows);
}

function remedies({ waitHelps, otherKeyHelps, otherModelHelps }: KindSpec): string {
  const remedy = [
    ...(waitHelps ? ['time'] : []),
    ...(otherKeyHelps ? ['another key'] : []),
    ...(otherModelHelps ? ['another model'] : []),
  ];
  return remedy.length === 0 ? '–' : remedy.join(', ');
}

function policyText(policy: Policy, { budget }: KindSpec): string {
  switch (policy.type) {
    case 'stop':
      return 'stop';
    case 'until-reset':
      return 'wait for the reset';
    case 'staged':
      return `wait as stated, else ${policy.stages.map(durationText).join(', ')}; then stop`;
    case 'exponential': {
      const { initial, factor, cap, jitter, maxAttempts = resolveSettings({}).maxAttempts, maxWait } = policy;
      const grow = `${durationText(initial)} ×${factor} up to ${durationText(cap)}${jitter === 'full' ? ', jittered' : ''}`;
      if (budget === 'attempts') return `${maxAttempts} attempts, ${grow}`;
      return `wait as stated, else ${grow}${maxWait === undefined ? '' : `; ${durationText(maxWait)} at most`}`;
    }
    default:
      return policy satisfies never;
  }
}
