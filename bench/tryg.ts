import { CONTESTANTS } from './contestants/index.js';
import { measureAbort } from './abort/measure-abort.js';
for (const c of CONTESTANTS) console.log(JSON.stringify(measureAbort(c)));
