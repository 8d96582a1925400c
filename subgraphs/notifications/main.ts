import { serve } from '#kernel/runtime/serve.ts';
import { notifications } from './index.ts';

await serve(notifications);
