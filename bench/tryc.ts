import { measureCalls } from './cost/call-cost.js';
import { measureParked } from './cost/parked-cost.js';
import { PARKED_SUBJECTS } from './cost/parked-subjects.js';
console.table(measureCalls(7));
for (const { id } of PARKED_SUBJECTS) console.log(JSON.stringify(measureParked(id)));
