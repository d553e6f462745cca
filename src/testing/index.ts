export { recordEvents, type EventRecording, type RecordedEvent, type RecordedEventOf } from './event-recorder.js';
export { MANUAL_CLOCK_START_MS, manualClock, type ManualClock } from './manual-clock.js';
export { testProvider, type ContractTestFunction } from './provider-contract.js';
export {
  type ContractContent,
  type ProviderContractSpec,
  type ReadContent,
  type ReadRequest,
  type WireAnswer,
  type WireText,
  type WireToolCall,
} from './provider-contract/contract-spec.js';
export { testQuotaStore, type QuotaStoreContractSpec, type QuotaStorePair } from './quota-store-contract.js';
export { scaledClock, type ScaledClockOptions } from './scaled-clock.js';
export { type ScriptedRequest } from './scripted-server.js';
export { seededRandom } from './seeded-random.js';
export { type FaultEffect, type FaultTrigger, type FaultType, type SimulatedFault } from './simulator/fault.js';
export { type SimulatedKey, type SimulatedKeyState } from './simulator/keys.js';
export { type SimulatedModel, type SimulatedModelChange, type SimulatedModelState } from './simulator/models.js';
export { type ProviderSimulatorOptions } from './simulator/options.js';
export { type SimulatedOverload } from './simulator/overload.js';
export { type ProviderSimulator } from './simulator/provider-simulator.js';
export { type QuotaMetric, type QuotaScope, type QuotaWindow, type SimulatedQuota } from './simulator/quota.js';
export {
  type RequestOutcome,
  type SimulatedImage,
  type SimulatedPrompt,
  type SimulatedReply,
  type SimulatedRequest,
  type SimulatedTool,
} from './simulator/request-record.js';
export { type SimulatedProvider } from './simulator/simulated-provider.js';
export { simulatedEmbedding } from './simulator/embeddings.js';
export { simulatedAnswer, simulatedTokens } from './simulator/simulated-answer.js';
export { startProviderSimulator } from './simulator/start-provider-simulator.js';
export { testUsageStore, type UsageStoreContractSpec } from './usage-store-contract.js';
