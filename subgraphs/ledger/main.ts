import { serve } from '#kernel/runtime/serve.ts';
import { ledger } from './index.ts';

await serve(ledger);
