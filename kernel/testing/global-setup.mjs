// Jest loads this file itself, outside of the tests' transform.
import '../../tools/typescript.mjs';

const { startTestCluster } = await import('./cluster.ts');

export default startTestCluster;
