import type { ErrorContext, WireErrors, WireReply } from './wire-format.js';

/** The provider's refusal of a key; `undefined` where the key is good. @internal */
export function refuseKey(errors: WireErrors, context: ErrorContext): WireReply | undefined {
  const { state } = context.key;
  switch (state) {
    case 'active':
      return undefined;
    case 'missing':
      return errors.missingKey(context);
    case 'invalid':
      return errors.invalidKey(context);
    case 'suspended':
      return errors.suspendedKey(context);
    case 'no-credit':
      return errors.noCredit(context);
    default:
      return state satisfies never;
  }
}
