import { serve } from '#kernel/runtime/serve.ts';
import { catalogue } from './index.ts';

await serve(catalogue);
