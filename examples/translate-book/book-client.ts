import type { ChatReply, ChatRequest, EventSource, Wait } from 'llm-resilience';

/** What the job needs of a client: so little that a test can write one by hand. */
export interface BookClient extends EventSource {
  chat(request: ChatRequest): Promise<ChatReply>;
  waits(): readonly Wait[];
}
