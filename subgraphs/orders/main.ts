import { serve } from '#kernel/runtime/serve.ts';
import { orders } from './index.ts';

await serve(orders);
