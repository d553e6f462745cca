export { recordEvents, type EventRecording, type RecordedEvent, type RecordedEventOf } from './event-recorder.js';
export { MANUAL_CLOCK_START_MS, manualClock, type ManualClock } from './manual-clock.js';
export { scaledClock } from './scaled-clock.js';
export { seededRandom } from './seeded-random.js';
