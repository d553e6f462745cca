import type { ProviderPricing } from '../../core/usage-recorder.js';
import { isOllamaCloud } from './host.js';

/** Models that a daemon passes on to the cloud end so, see https://docs.ollama.com/cloud */
const CLOUD_MODEL = /[:-]cloud$/;

/** A model on one's own hardware costs nothing; one of the cloud is part of a plan, whose price by token nobody tells. */
export function ollamaPricing(baseURL: string): ProviderPricing {
  const isCloud = isOllamaCloud(new URL(baseURL).hostname);
  return { url: baseURL, isFree: (model) => !isCloud && !CLOUD_MODEL.test(model) };
}
