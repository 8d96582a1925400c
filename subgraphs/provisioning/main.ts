import { serve } from '#kernel/runtime/serve.ts';
import { provisioning } from './index.ts';

await serve(provisioning);
