export {
  resilientProcessor,
  type MovableJob,
  type ResilientProcessorOptions,
  type RestingQueue,
} from './resilient-processor.js';
