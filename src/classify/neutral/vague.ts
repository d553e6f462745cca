import type { ErrorKind } from '../../core/error-kinds.js';
import type { ErrorRule } from '../../core/error-rule.js';

/**
 * What programs say in words of their own, without a status or a code: two words or more that belong together.
 * The first that fits; each kind with a report of somebody who met it.
 */
const WORDS: readonly (readonly [kind: ErrorKind, message: RegExp, source: string])[] = [
  ['insufficient-resources', /\bfailed to allocate\b|[显内]存不足/, 'ggml-org/llama.cpp/issues/19774'],
  [
    'content-filter',
    /\b(?:response|prompt|content|output|request|answer) (?:was |is |has been )?(?:blocked|filtered)\b|\brefused to answer\b|\bcontent (?:moderation|management policy)\b|\bpotentially unsafe\b|内容安全/,
    'epam/ai-dial-chat/issues/4556',
  ],
  [
    'context-length',
    /\b(?:prompt|input|message|text|conversation|context)\b[^.\n]{0,30}\btoo (?:long|large|big)\b|\b(?:prompt|input|text|context|tokens?)\b[^.\n]{0,30}\bexceeds?\b[^.\n]{0,20}\b(?:limit|length|max[a-z]*)\b|\bexceeds? max[a-z]* tokens?\b|\btoo many tokens in\b|超过最大(?:长度|token)|token数超/,
    'continuedev/continue/issues/12794',
  ],
  [
    'quota-exhausted',
    /\bno credits? (?:left|remaining|available)\b|\b(?:add|buy|purchase|need) (?:more )?credits\b|\btop[- ]up\b|\bplease recharge\b|\badd a payment method\b|\bbilling (?:is )?(?:not enabled|disabled|required)\b|\b(?:spending|credit) limit (?:reached|exceeded)\b|\bfree (?:trial|tier|quota|credits?)\b[^.\n]{0,20}\b(?:expired|reached|used|exhausted|ended)\b|(?:配额|额度|次数)已?(?:用完|用尽|耗尽)|充值/,
    'songquanpeng/one-api/issues/881',
  ],
  [
    'rate-limit',
    /\btoo (?:quickly|frequently)\b|\bthrottled\b|\b[rt]p[md] exceeded\b|\brequest rate exceeded\b|\btoo many tokens\b|\brate[- ]limit(?:ed|s)?\b|速率(?:超限|限制)|太频繁|频率过高/,
    'RooCodeInc/Roo-Code/issues/5050',
  ],
  [
    'authentication',
    /\bapi[ _-]?key\b[^.\n]{0,30}(?:\b(?:required|rejected|incorrect|wrong)\b|无效|错误)|\b(?:set|provide|enter|configure) (?:your|an|a valid|the) api[ _-]?key\b|\b(?:not|failed to) authenticated?\b|\b(?:unauthorized (?:access|request)|request unauthorized)\b|\b(?:log|sign)(?:ged)?[- ]?in (?:is )?required\b|\b(?:please (?:log|sign)|be (?:logged|signed)) in\b|\bsession (?:has )?expired\b|\bbad credentials\b|\bauthentication token\b[^.\n]{0,40}\b(?:not|invalid|expired)\b|\buser not found\b|密钥无效|无效的 ?api|认证失败|未授权|令牌(?:无效|已?过期)|token已?过期/,
    'windingwind/zotero-pdf-translate/issues/174',
  ],
  [
    'permission',
    /\bunsupported country\b|\bnot (?:available|included) (?:on|in) your plan\b|\bupgrade\b[^.\n]{0,30}\bto (?:use|access)\b|\baccount (?:has been |is |was )?(?:suspended|banned|restricted|blocked)\b|\bip (?:address )?(?:is )?not allowed\b|\bsubscription (?:is )?required\b|\bnot enabled for (?:your|this)\b|没有权限|无权|权限不足/,
    'continuedev/continue/issues/10584',
  ],
  [
    'model-not-found',
    /\bmodels?(?: [^\s.]{1,80})?(?: is| are)? not (?:available|supported|loaded|known|found)\b|\bunsupported model\b|\bno model named\b|\bnot a known model\b|\bmodel\b[^.\n]{0,40}\b(?:not|n't) be found\b|\b(?:could not|cannot|can't|unable to) find (?:the )?(?:requested )?model\b|未找到模型|模型(?:未找到|不可用)/,
    'IBM/eval-assist/issues/20',
  ],
  [
    'overloaded',
    /\btemporarily unavailable\b|\b(?:heavy|peak) load\b|\bno (?:available |free |healthy )?(?:worker|account|instance|server|channel|backend|upstream|node)s? (?:is |are )?(?:available|left)\b|\bno (?:available|free|healthy) (?:worker|account|instance|server|channel|backend|upstream|node)s?\b|\bresources? (?:are|is) insufficient\b|暂时不可用|繁忙|拥挤/,
    'router-for-me/CLIProxyAPI/issues/3798',
  ],
  [
    'timeout',
    /\btime-?out\b|\b(?:took|taking) too long\b|\b(?:no|without) (?:a )?response (?:within|in|after) \d|超时/,
    'spring-projects/spring-ai/issues/3480',
  ],
  [
    'network',
    /\b(?:network|connection|connectivity|internet|dns|socket)(?: [a-z]+)? (?:error|issue|problem|failure|failed|lost|broken|unavailable|unreachable)s?\b|\bconnection\b[^.\n]{0,30}\b(?:lost|broken|dropped|interrupted)\b|\b(?:is|host|network|server) unreachable\b|\b(?:could not|couldn't|unable to|cannot|failed to) (?:connect|reach|establish)\b|\bno internet\b|\b(?:is|are|went) offline\b|\bis [a-z]+ running\?|网络(?:错误|异常|连接|问题)|连接(?:失败|错误|异常|被|断开)|无法(?:连接|访问)/,
    'anomalyco/opencode/issues/44380',
  ],
  [
    'invalid-request',
    /\bbad request\b|\binvalid (?:api )?(?:request|argument|parameter|input|value|field|schema|type|role|format|url|message|image|tool)s?\b|\b(?:missing|unknown|unrecognized|unexpected|extra|required)(?: required| request)? (?:parameter|argument|field|input|property|key)s?\b|\bmalformed request\b|\b(?:is|are|was|inputs?) (?:not supported|not allowed|not permitted|required|missing|invalid|unsupported)\b|\bfield required\b|\binput should be\b|\b(?:resource|endpoint|page|path|url|route|tool call id)\b[^.\n]{0,60}\bnot (?:be )?found\b|\bmust (?:be|have|contain|not|include|start|end|alternate)\b|\bvalidation (?:error|failed)\b|参数/,
    'n8n-io/n8n/issues/19573',
  ],
  [
    'invalid-response',
    /\b(?:empty|unparsable|unparseable|unreadable|malformed|incomplete|truncated|unexpected|invalid|no|bad|missing)(?: or [a-z]+)? (?:[a-z]+ ){0,2}?(?:response|reply|stream|output|completion|answer|chunk|choices|candidates|translation|result|finish_?reason)s?\b|\b(?:response|reply|body|answer|output|content) (?:is|was) (?:empty|blank|null)\b|\breturned (?:nothing|null|none)\b|\b(?:did not|didn't) (?:provide|return|produce|contain|generate) (?:any|a)\b|\b(?:failed to|could not|unable to|cannot|error while) (?:pars(?:e|ing)|decod(?:e|ing)|deserializ(?:e|ing)|extract(?:ing)?|read(?:ing)?) (?:[a-z]+ ){0,3}?[a-z]{0,20}(?:messages?|content|text|response|stream|json|output|body|chunk|data)\b|\bstream (?:ended|closed|finished|stopped)\b|\b(?:de)?serializ[a-z]+ error\b|\bunknown variant\b|\beof while parsing\b|(?:内容|响应|结果|返回)为空|空(?:回复|响应)|解析(?:失败|错误)/,
    'cline/cline/issues/6426',
  ],
  [
    'server-error',
    /\bsomething (?:went|is) wrong\b|\bsomething wrong\b|\bserver error\b|\b(?:internal|unexpected|unknown|unhandled|upstream|backend|provider|processing) (?:[a-z]+ )?(?:failed|error|failure|fault)\b|\berror (?:occurred )?(?:on|from) the server\b|\bserver encountered\b|\bfinish_?reason: (?:error|other)\b|\berror (?:in|while|when|during) (?:processing|generating|handling)\b|\b(?:generation|inference|prediction) (?:failed|error)\b|\b(?:failed to generate|error generating)\b|\b(?:crashed|illegal memory access|segmentation fault|core died)\b|\breturned (?:an )?error\b|(?:内部|服务器?|系统|上游|未知)(?:错误|异常)/,
    'n8n-io/n8n/issues/35175',
  ],
];

/** Where nothing else tells. */
export const vagueRules: readonly ErrorRule[] = WORDS.map(([kind, message, source]) => ({
  kind,
  when: { status: ['2xx', 'none'], message },
  source: `https://github.com/${source}`,
}));
