import type { CodeRank } from './collector.js';

/** What a field of an error object is read as, wherever it stands. Fields that are not listed are not looked at. */
export type FieldRole =
  | {
      readonly role:
        | 'message'
        | 'payload'
        | 'part'
        | 'cause'
        | 'headers'
        | 'status'
        | 'status-text'
        | 'type'
        | 'finish'
        | 'violations';
    }
  | { readonly role: 'code'; readonly rank: CodeRank };

const ROLES: Readonly<Record<Exclude<FieldRole['role'], 'code'>, readonly string[]>> = {
  message: [
    'message',
    'Message',
    'msg',
    'detail',
    'details',
    'errorDetails',
    'error_description',
    'error_message',
    'errorMessage',
    'error_msg',
    'status_msg',
    'title',
    'finishMessage',
    'blockReasonMessage',
    'raw',
    'error',
    'errors',
    'innererror',
    'innerError',
  ],
  payload: ['body', 'responseBody', 'data', 'rawBody'],
  part: [
    'response',
    'debug',
    'availability',
    'metadata',
    'base_resp',
    'incomplete_details',
    'promptFeedback',
    'candidates',
    'choices',
  ],
  cause: ['cause', 'lastError', 'failure', 'originalError'],
  headers: ['headers', 'responseHeaders'],
  status: ['status', 'statusCode', 'status_code', 'StatusCode', 'http_status', 'httpStatus', 'raw_status_code'],
  'status-text': ['statusText'],
  type: ['type'],
  finish: ['finishReason', 'finish_reason', 'blockReason', 'stop_reason'],
  violations: ['violations'],
};

const CODES: Readonly<Record<CodeRank, readonly string[]>> = {
  reason: ['reason', 'error_type', 'errorType', '__type'],
  code: ['code', 'Code', 'error_code', 'errorCode', 'errorName'],
  errno: ['errno'],
  type: [],
  status: [],
  number: [],
};

/** The role of each field by its name. */
const FIELD_ROLES: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ...Object.entries(ROLES).flatMap(([role, names]) =>
    names.map((name): [string, FieldRole] => [name, { role: role as Exclude<FieldRole['role'], 'code'> }]),
  ),
  ...Object.entries(CODES).flatMap(([rank, names]) =>
    names.map((name): [string, FieldRole] => [name, { role: 'code', rank: rank as CodeRank }]),
  ),
]);

const MESSAGE_NAME = /(?:error|exception|raw|upstream)_?(?:message|msg|details?|text|description)$/i;

/** The role of a field: by its name, else by what its name ends with ("rawErrorMessage"). */
export function roleOf(key: string): FieldRole | undefined {
  return FIELD_ROLES.get(key) ?? (key.length <= 40 && MESSAGE_NAME.test(key) ? { role: 'message' } : undefined);
}
