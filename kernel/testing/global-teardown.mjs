import '../../tools/typescript.mjs';

const { stopTestCluster } = await import('./cluster.ts');

export default stopTestCluster;
