import { serve } from '#kernel/runtime/serve.ts';
import { accounts } from './index.ts';

await serve(accounts);
