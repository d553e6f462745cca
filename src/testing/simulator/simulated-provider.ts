/** The wire formats that the simulator speaks. @internal */
export const SIMULATED_PROVIDERS = ['ollama', 'openai', 'gemini'] as const;

/** One of the wire formats that the simulator speaks. */
export type SimulatedProvider = (typeof SIMULATED_PROVIDERS)[number];
