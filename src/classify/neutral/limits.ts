import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

/** Statuses with which limits come: their own, those of gateways, and none for errors inside a stream. */
const LIMIT_STATUSES: readonly StatusPattern[] = [429, 402, 403, 413, '2xx', 'none'];
const QUOTA_STATUSES: readonly StatusPattern[] = [...LIMIT_STATUSES, 400, 401, 412];

const TOO_MANY_REQUESTS = 'https://www.rfc-editor.org/rfc/rfc6585#section-4';
const PAYMENT_REQUIRED = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.3';
const RATELIMIT_FIELDS = 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers';
const GRPC_CODES = 'https://grpc.io/docs/guides/status-codes/';
const SERVICE_UNAVAILABLE = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4';

/** Limits, credits, capacity: in words that many providers share. */
export const limitRules: readonly ErrorRule[] = [
  { kind: 'quota-exhausted', when: { status: LIMIT_STATUSES, limit: 'zero' }, source: RATELIMIT_FIELDS },
  { kind: 'context-length', when: { status: LIMIT_STATUSES, limit: 'below-request' }, source: RATELIMIT_FIELDS },
  {
    kind: 'context-length',
    when: { status: LIMIT_STATUSES, message: /\brequest too large for (?:model )?\S+/ },
    source: RATELIMIT_FIELDS,
  },
  {
    kind: 'quota-exhausted',
    when: {
      status: QUOTA_STATUSES,
      message:
        /\b(?:insufficient|not enough|no remaining|no more|(?:ran|run) out of|out of) (?:[a-z]+ ){0,2}?(?:balance|credits?|funds)\b|\b(?:credit|account) balance (?:is )?(?:too low|insufficient|negative|exhausted)|\bcredits? (?:are|is|have been|has been|were) (?:depleted|exhausted|used up|insufficient)|\bused (?:up )?all (?:of )?(?:your |the )?(?:available |included |free |remaining )*credits|\b(?:requires|needs?) (?:more|additional) credits|\bcan only afford\b|\bbilling hard limit\b|\b(?:exceeded|reached) (?:your|the) (?:spending|credit) limit\b|\b(?:account|billing) is not active\b|\bbalance is (?:empty|exhausted|too low|not enough|insufficient)|\b(?:does|do) ?(?:not|n't) have (?:any |enough |sufficient )(?:[a-z]+ )?(?:credits?|balance|funds)|\bpayment is (?:required|overdue)|\b(?:overdue|in arrears|arrearage)\b|\bbudget (?:has been |was |is )?exceeded\b|\bquota is not enough\b|\bsuspended due to\b[^.\n]{0,40}\b(?:balance|billing|payment|unpaid|spending limit|invoices?|failure to pay)|\b(?:inactive|expired|no active) subscription\b|余额不足|欠费|余额已用完|额度(?:已用尽|不足)/,
    },
    source: PAYMENT_REQUIRED,
  },
  {
    kind: 'quota-exhausted',
    when: {
      code: [
        'insufficient_quota',
        'quota',
        'insufficient_user_quota',
        'insufficient_balance',
        'budget_exceeded',
        'insufficient_credits',
        'insufficient_funds',
        'payment_required',
        'billing_error',
      ],
    },
    source: PAYMENT_REQUIRED,
  },
  {
    kind: 'concurrency-limit',
    when: {
      status: [...LIMIT_STATUSES, 503],
      message:
        /\b(?:too many|maximum|max|high|exceed\w*)\b[^.\n]{0,50}\b(?:concurren\w+|simultaneous|(?:in )?parallel (?:request|session|connection))|\bconcurren(?:t|cy)\b[a-z -]{0,30}\b(?:limit|slots?|exceeded)|并发/,
    },
    source: TOO_MANY_REQUESTS,
  },
  {
    kind: 'hourly-limit',
    kindBy: 'window',
    when: {
      status: QUOTA_STATUSES,
      message:
        /\b(?:reached|hit|exceeded|exhausted) (?:your|the|its|our) (?:[\w.-]+ ){0,3}usage(?: limits?\b|(?=\.|$))|\b(?:reached|hit|exceeded) your (?:[\w-]+ ){0,3}?limit\b(?! of \d)|\bused all of (?:today's|your) (?:[a-z]+ )?usage\b|\busage limit (?:has been )?(?:reached|exceeded)/,
    },
    source: TOO_MANY_REQUESTS,
  },
  {
    kind: 'monthly-limit',
    when: {
      status: QUOTA_STATUSES,
      message:
        /\b(?:exceeded|reached|hit) (?:its|your|the) monthly (?:[a-z]+ ){0,2}(?:cap|limit|budget|quota|credits)\b/,
    },
    source: PAYMENT_REQUIRED,
  },
  {
    kind: 'overloaded',
    when: {
      code: [
        'overloaded_error',
        'overloaded',
        'server_overloaded',
        'model_overloaded',
        'engine_overloaded_error',
        'serveroverloaded',
        'capacity_exhausted',
        'provider_overloaded',
      ],
    },
    source: SERVICE_UNAVAILABLE,
  },
  {
    kind: 'overloaded',
    when: {
      status: [429, 400, '5xx', '2xx', 'none'],
      message:
        /(?:^|: |- )(?:server |service |model |system )?overloaded\b|\b(?:is|are|am|been|currently|temporarily)(?: currently| temporarily)? overloaded\b|\b(?:no|over|at|insufficient|limited|out of)(?: available| max[a-z]*| full)? capacity\b|\b(?:does|do) ?(?:not|n't) have (?:enough |sufficient |any )?capacity\b|\bcapacity (?:is |temporarily )?(?:exceeded|exhausted|reached|limits)\b|\bhigh (?:demand|load|traffic)\b|\b(?:server|service|system|model|engine|llm)(?: is)?(?: currently| temporarily| too)? busy\b|\b(?:model|service|server|system)(?: service)? overload(?:ed)?\b|\bservice (?:is )?(?:temporarily |currently )?unavailable\b|\bno healthy upstream\b|\bno slots available\b|\b(?:queue (?:is )?full|pending requests exceeded)|\bmodel (?:is )?(?:currently |still )?(?:loading|warming up)\b|^loading model$|\btemporarily out of capacity|服务器?繁忙|系统繁忙|负载(?:较高|过高|已饱和)|过载/m,
    },
    source: SERVICE_UNAVAILABLE,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      code: [
        'rate_limit_exceeded',
        'rate_limit_error',
        'rate_limited',
        'rate_limit',
        'ratelimitreached',
        'too_many_requests',
        'rate_limit_reached_error',
        'rate_limits_exceeded',
        'request_limit_exceeded',
        'throttling',
        'model_not_ready',
      ],
      status: [429, 400, 403, 503, '2xx', 'none'],
    },
    source: TOO_MANY_REQUESTS,
  },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: { code: 'resource_exhausted', status: [429, 403, 503, '2xx', 'none'] },
    source: GRPC_CODES,
  },
];

/** Throttling by its words alone; after everything that could say more. */
export const throttleRules: readonly ErrorRule[] = [
  // A page for people: the network's edge refuses the address, whatever the key.
  {
    kind: 'rate-limit',
    scope: 'provider',
    rotateKey: false,
    when: { status: 429, body: 'page' },
    source: TOO_MANY_REQUESTS,
  },
  {
    // The same in words.
    kind: 'rate-limit',
    scope: 'provider',
    rotateKey: false,
    when: { status: [429, 503], message: /\b(?:automated|unusual) (?:queries|requests|traffic|activity)\b/ },
    source: 'https://support.google.com/websearch/answer/86640',
  },
  { kind: 'rate-limit', kindBy: 'window', when: { status: 429 }, source: TOO_MANY_REQUESTS },
  {
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      status: [400, 403, 503, '2xx', 'none'],
      message:
        /\b[rtq]p[smd] limit (?:exceeded|reached)|\brate[ -]?limit(?:ing)? error\b|(?<!\bor )\brequests? (?:is |are )?too (?:frequent|fast|often)|\brate[ -]?limit(?:s|ed)?\b[^.\n]{0,60}\b(?:exceeded|reached|hit|too many)|\b(?:exceed(?:s|ed)?|reached|hit|over|exhausted)\b[^.\n]{0,60}\b(?:rate[ -]?limits?|quota)\b|\btoo many requests\b|\btoo many tokens(?: per|, please wait)\b|\b(?:request|token|usage|api|call|minute|hour|day)s? (?:rate )?limit (?:has been )?(?:reached|exceeded)|\btemporarily limiting requests\b|\b(?:is|are|was|were|been|being|got) throttled\b|(?:^|\b(?:is|are|was|were|been|being|temporarily|got) )rate[ -]limited\b|\bquota (?:has been |was |is )?(?:exceeded|exhausted|reached)|\b(?:requests|tokens|queries) per (?:second|minute|hour|day)\b[^.\n]{0,40}\b(?:exceeded|reached)|\bresource (?:has been )?exhausted\b|\brequest rate (?:increased|is) too\b|\bslow down\b|请求(?:过于频繁|频率|过多|数?过多)|超出.{0,8}限制|(?:达到|超过|触发).{0,8}(?:限制|限流|上限)|限流/m,
    },
    source: TOO_MANY_REQUESTS,
  },
];
