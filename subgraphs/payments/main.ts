import { serve } from '#kernel/runtime/serve.ts';
import { payments } from './index.ts';

await serve(payments);
