import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

/** Statuses of an answer that refuses the request or the caller, and none for errors inside a stream. */
const REFUSALS: readonly StatusPattern[] = [400, 401, 403, 404, 405, 410, 422, '2xx', 'none'];

const CLIENT_ERRORS = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5';
const NOT_FOUND = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5';
const UNAUTHORIZED = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2';
const FORBIDDEN = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.4';
const LEGAL = 'https://www.rfc-editor.org/rfc/rfc7725#section-3';
const TOO_LARGE = 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14';
const MEMORY = 'https://man7.org/linux/man-pages/man3/errno.3.html';

/** What is wrong with a request or its caller: in words that many providers share. */
export const requestRules: readonly ErrorRule[] = [
  {
    kind: 'permission',
    rotateKey: false,
    when: {
      status: [...REFUSALS, 451],
      message:
        /\b(?:country|region|territory|location)\b[^.\n]{0,60}\bnot (?:supported|available|allowed|permitted)|\bnot (?:supported|available|allowed|permitted) in your (?:country|region|location|territory)|\b(?:automated|unusual) (?:queries|requests|traffic|activity)\b/,
    },
    source: LEGAL,
  },
  {
    kind: 'invalid-request',
    when: {
      message:
        /\bmax_(?:completion_|output_)?tokens\b[^.\n]{0,40}\b(?:exceeds? (?:the )?model's maximum output|cannot exceed)|\bmaximum tokens you requested exceeds? the model limit\b|\bunsupported (?:parameter|value|functionality)\b(?!: (?:nan|[+-]inf)\b)|\bdoes not support (?:tools|images?|function|thinking|chat|generate|insert|embed|vision|completion)|\b(?:image|audio|video|vision|tool|function|multimodal)s?(?: inputs?| calls?| calling| use)? (?:is|are) not supported\b|\bis only supported (?:by|for|with|on) (?:certain|some|other) models\b|\bunsupported content (?:part )?type\b|\binvalid json payload\b|\b(?:improperly formed|malformed) (?:request|payload)\b|\bparse the json body\b|参数(?:有误|非法|错误|无效|不合法)/,
    },
    source: CLIENT_ERRORS,
  },
  {
    kind: 'model-not-found',
    scope: 'project+model',
    rotateKey: true,
    when: {
      status: REFUSALS,
      message:
        /\bnot work with your (?:current )?plan\b|\bor you (?:do not|don't) have access to it|\b(?:model|it)\b[^.\n]{0,80}\b(?:no longer|not) available to (?:new users|your (?:account|project|organization|team|key))|\b(?:does|do) ?(?:not|n't) have access to (?:(?:this|that|the|any) )?(?:requested )?model\b|\bnot (?:authorized|permitted|allowed) to (?:access|use) (?:(?:this|the) )?model\b/,
    },
    source: NOT_FOUND,
  },
  {
    kind: 'model-not-found',
    when: {
      status: [...REFUSALS, 500, 503],
      message:
        /\bmodels?\b(?:[^.\n]|\.(?=\S)){0,160}?(?: not found\b| (?:does|do) ?(?:not|n't) exist\b| not exist\b| (?:is|are|was|has been|have been) (?:no longer available|no longer supported|not supported|retired|deprecated|decommissioned|removed|discontinued|sunset))|\bmodel not found\b|\b(?:invalid|unknown|no such|nonexistent|unrecognized) model\b(?! (?:parameter|output|response))|\bnot a valid model\b|\btry pulling it first\b|\bmodel(?: id| name)? is (?:invalid|not valid|unknown)|\bdeployment\b[^.\n]{0,60}\bdoes not exist\b|\breached (?:its )?end of life\b|模型不存在/,
    },
    source: NOT_FOUND,
  },
  {
    kind: 'model-not-found',
    when: {
      code: [
        'model_not_found',
        'model_not_available',
        'modelnotfound',
        'model_deprecated',
        'model_not_exist',
        'invalid_model',
        'unknown_model',
        'deploymentnotfound',
        'model_decommissioned',
      ],
    },
    source: NOT_FOUND,
  },
  { kind: 'model-not-found', when: { status: 410 }, source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.11' },
  {
    kind: 'content-filter',
    when: {
      finish: [
        'content_filter',
        'content-filter',
        'safety',
        'recitation',
        'prohibited_content',
        'blocklist',
        'spii',
        'language',
        'image_safety',
        'image_prohibited_content',
        'image_recitation',
        'model_armor',
        'jailbreak',
        'refusal',
        'sensitive',
      ],
    },
    source: CLIENT_ERRORS,
  },
  {
    kind: 'content-filter',
    when: {
      code: [
        'content_filter',
        'content_policy_violation',
        'content_policy',
        'content_blocked',
        'moderation_blocked',
        'safety',
        'recitation',
        'prohibited_content',
        'spii',
        'blocklist',
      ],
    },
    source: CLIENT_ERRORS,
  },
  {
    kind: 'content-filter',
    when: {
      status: [...REFUSALS, 500, 451],
      message:
        /\b(?:flagged|blocked|rejected|filtered|refused|violat\w+)\b[^.\n]{0,100}\b(?:safety|content (?:management )?polic\w+|content filter\w*|usage polic\w+|moderation|prohibited)|\b(?:safety|content) (?:filter\w*|system|polic\w+)[^.\n]{0,60}\b(?:blocked|flagged|rejected|triggered|violat\w+)|\bcontent exists risk\b|\b(?:response|prompt|content) blocked\b|\bblocked prompt\b|\bcontent filter finish\b|\binappropriate content\b|\bprompt injection\b[^.\n]{0,20}\bdetected\b|\bblocked (?:due to|because of|by) (?:safety|recitation|prohibited|other|blocklist|content|our)|\b(?:request|prompt|response) (?:was )?blocked\b[^.\n]{0,30}\b(?:safety|policy|content)|敏感|违规|不安全/,
    },
    source: CLIENT_ERRORS,
  },
  {
    kind: 'context-length',
    when: {
      code: [
        'context_length_exceeded',
        'exceed_context_size_error',
        'context_window_exceeded',
        'tokens_limit_reached',
        'prompt_too_long',
        'string_above_max_length',
      ],
    },
    source: TOO_LARGE,
  },
  {
    kind: 'context-length',
    when: {
      status: [400, 404, 413, 422, '5xx', '2xx', 'none'],
      message:
        /\bmaximum context length\b|\bcontext[ _-](?:length|size|window|limit)\b[^.\n]{0,60}\bexceed|\bexceed\w*\b[^.\n]{0,80}\b(?:context[ _-](?:length|size|window|limit)|max(?:imum)? (?:allowed )?(?:input|prompt|number of (?:input )?tokens)|(?:input )?token limit)|\b(?:prompt|input|input context|request) (?:is |was )?too (?:long|large)\b|\breduce the length of (?:the|your) (?:messages|prompt|input)|\btoo many input tokens\b|\btoo many tokens: |\bsize limit exceeded by \d+ tokens|\btoken count\b[^\n]{0,40}\bexceeds\b|\bmax(?:imum)? tokens of \d+ exceeded\b|\brange of input length\b|\blonger than the (?:model's )?(?:maximum )?(?:context|model length)\b|\bn_(?:keep|prompt|tokens)\b[^\n]{0,30}\bn_ctx\b|\bexceeds? n_ctx|\b(?:prompt|input|message)s? (?:size |length )?exceeds? (?:the )?(?:context|maximum length)|(?:上下文|输入|提示)[^。\n]{0,16}(?:超过|超出|过长)/,
    },
    source: TOO_LARGE,
  },
  { kind: 'context-length', when: { status: 413 }, source: TOO_LARGE },
  {
    kind: 'authentication',
    when: {
      status: [400, 401, 403, 404, '5xx', '2xx', 'none'],
      message:
        /\b(?:could not|couldn't) find (?:a |the )?secret\b|\b(?:invalid|incorrect|wrong|expired|missing|malformed|revoked|unauthorized|unknown|no)(?: or (?:missing|invalid|expired|disabled))? (?:x-)?(?:api[ _-]?key|access token|api token|auth(?:entication|orization)? (?:token|credentials?|header)|bearer token|credentials?|subscription key)\b|(?:\b|_)api[ _-]?key\b[^.\n]{0,40}\b(?:not valid|invalid|not found|expired|missing|revoked|disabled|leaked|suspended|not (?:provided|set|configured)|must be set|is required)|\binvalid (?:authentication|token)\b|\bauthentication (?:failed|fails|required|error)|\b(?:didn't|did not) provide an api key|\bunregistered callers\b|\bunauthorized user\b|\bload api key\b|\bcould not (?:authenticate|(?:validate|load|find) (?:the )?(?:default )?credentials|refresh access token|resolve authentication)\b|\bunable to locate credentials\b|\btoken (?:is |has (?:been )?)?(?:expired|revoked|invalid)\b|\b(?:security|access|session|bearer|refresh|id)[ -]token\b[^.\n]{0,40}\b(?:expired|revoked|invalid)\b|\b(?:key|account|consumer)\b[^.\n]{0,80}\b(?:has|have) been (?:suspended|deactivated|disabled|revoked)|无效的令牌|身份验证|鉴权失败/,
    },
    source: UNAUTHORIZED,
  },
  {
    kind: 'authentication',
    when: {
      code: [
        'invalid_api_key',
        'authentication_error',
        'authentication',
        'invalid_authentication',
        'invalid_authentication_error',
        'unauthenticated',
        'api_key_invalid',
        'missing_api_key',
        'expired_api_key',
      ],
    },
    source: UNAUTHORIZED,
  },
  {
    kind: 'permission',
    when: {
      status: [...REFUSALS, 502, 503],
      message:
        /\b(?:does|do) ?(?:not|n't) have (?:the )?(?:permission|access|required scope)|\brequires? (?:a |an )?(?:[a-z]+ ){0,2}(?:subscription|plan)\b|\baccess (?:is |was )?(?:denied|restricted|forbidden)\b|\b(?:have|has) restricted access\b|\baccess to \S{1,120} (?:is|was|has been|have been) (?:temporarily )?(?:limited|restricted|suspended|revoked|blocked|denied)\b|\bviolation of (?:the |our )?terms\b|\bpermission[- ]denied\b|\boperation not allowed\b|\bonly allows (?:[a-z-]+ ){1,4}clients\b|\bnot (?:authorized|permitted|allowed) to (?:access|use|perform|call)/,
    },
    source: FORBIDDEN,
  },
  {
    kind: 'permission',
    when: { code: ['permission_denied', 'permission_error', 'access_denied', 'insufficient_permissions'] },
    source: FORBIDDEN,
  },
  {
    kind: 'insufficient-resources',
    when: {
      status: [400, 404, '5xx', '2xx', 'none'],
      message:
        /\brequires more (?:system |gpu |v?ram ?)?memory\b|\bout of memory\b|\bno space left on device\b|\b(?:insufficient|not enough) (?:system |gpu |free |available )?(?:memory|vram|ram|disk space)\b|\bfailed to load (?:the )?model\b|\bunable to (?:allocate|load model)\b|\bcudamalloc failed\b/,
    },
    source: MEMORY,
  },
];
