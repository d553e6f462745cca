export { createClient } from './client/create-client.js';
export type { Client, ClientOptions, ClientTunableOptions } from './client/client.js';
export type { ModelAliases } from './client/models/model-names.js';
export { parseOptions } from './client/options/parse-options.js';
export type { ParseOptionsContext, ProviderFactory } from './client/options/parse-options.js';
export { createRetryController } from './client/retry-controller.js';
export type { RetryController, RetryControllerOptions } from './client/retry-controller.js';
export type { EngineOptions, TunableOptions } from './client/options/engine-options.js';
export type { Task, TaskContext } from './client/operations/task-operation.js';
export type { RunContext } from './client/operations/task-source.js';
export type { ClosedGate } from './client/describe/describe-gates.js';
export type { KeyLimit, KeyStatus } from './client/describe/describe-keys.js';
export type { LimitStatus, ProviderLimitStatus } from './client/describe/describe-limits.js';
export { classifyError } from './client/classify-error.js';
export type { ClassifyErrorOptions } from './client/classify-error.js';
export { exponential, staged, stop, untilReset } from './core/policy.js';
export type {
  ExponentialPolicy,
  Jitter,
  Policy,
  StagedPolicy,
  StopPolicy,
  Tick,
  UntilResetPolicy,
} from './core/policy.js';
export { ERROR_KINDS } from './core/error-kinds.js';
export type { ErrorKind } from './core/error-kinds.js';
export type { KindSpec, Scope } from './core/kind-spec.js';
export { LlmError, isLlmError } from './core/error.js';
export type { StopReason } from './core/error.js';
export type { Classification, QuotaInfo, ResetSource } from './core/classification.js';
export type { AttemptRecord } from './core/attempt.js';
export { EVENT_TYPES } from './core/events.js';
export type {
  AttemptFailureEvent,
  AttemptStartEvent,
  AttemptSuccessEvent,
  BatchSuccessEvent,
  CallEventBase,
  CallFailureEvent,
  CallStartEvent,
  CallSuccessEvent,
  EventOf,
  KeyDisableEvent,
  KeySwitchEvent,
  ListenerErrorEvent,
  LlmEvent,
  LlmEventType,
  ModelSwitchEvent,
  StreamRestartEvent,
  WaitEndEvent,
  WaitStartEvent,
  WaitTickEvent,
} from './core/events.js';
export type { EventSource, Listener } from './core/emitter.js';
export type { Wait, WaitEndReason, WaitStage } from './core/wait.js';
export type {
  AssistantMessage,
  CallOptions,
  ChatMessage,
  ChatRequest,
  OnStreamFailure,
  Policies,
  Preference,
  Priority,
  SystemMessage,
  ToolMessage,
  UserMessage,
} from './core/request.js';
export type { ContentPart, ImageData, ImageDataPart, ImagePart, ImageUrlPart, TextPart } from './core/content.js';
export type {
  InvalidOutput,
  OutputDefinition,
  OutputOf,
  OutputSpec,
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from './core/output.js';
export type { JsonSchema } from './core/json-schema.js';
export type { Tool, ToolCall, ToolChoice } from './core/tools.js';
export type { ReasoningEffort, ReasoningOptions } from './core/reasoning.js';
export type { CountedTokens, LimitOptions, LimitScope, RateLimits, RateMetric } from './core/rate-limits.js';
export type {
  ChatReply,
  FinishPart,
  FinishReason,
  ReasoningDeltaPart,
  StreamPart,
  StreamRestartPart,
  TextDeltaPart,
  ToolCallPart,
  Usage,
} from './core/reply.js';
export type {
  EmbedLimits,
  EmbedReply,
  EmbedRequest,
  Embedding,
  ProviderEmbedReply,
  ProviderEmbedRequest,
} from './core/embed.js';
export type { ModelList, ModelListFailure } from './client/models/list-models.js';
export type { SideOptions } from './client/models/side-question.js';
export type { CheckRequest, CheckResult, CheckVerdict, KeyCheck } from './core/check-model.js';
export type { ModelInfo, ProviderModel, ProviderModelPage } from './core/model-info.js';
export type { TimeoutOptions, Timeouts } from './core/timeouts.js';
export type { Duration } from './core/duration.js';
export { systemClock } from './core/clock.js';
export type { Clock } from './core/clock.js';
export type { QuotaStore } from './core/quota-store.js';
export type { Random } from './core/random.js';
export type { Logger } from './core/logger.js';
export type { ApiKey, ApiKeyInput } from './core/keys.js';
export { AttemptFailure } from './core/attempt-failure.js';
export type { Cancellation } from './core/cancellation.js';
export type { ResponseLike } from './core/attempt-failure.js';
export type {
  AttemptContext,
  Provider,
  ProviderImage,
  ProviderMessage,
  ProviderOutput,
  ProviderReply,
  ProviderRequest,
  ProviderStreamPart,
  ProviderTool,
} from './core/provider.js';
export type {
  CalendarReset,
  ErrorKnowledge,
  ErrorRefinement,
  ErrorRule,
  RuleAnswers,
  RuleCondition,
  StatusPattern,
} from './core/error-rule.js';
