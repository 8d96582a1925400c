// Who may import whom. A rule's name is a sentence, so that a failure explains itself.
const CONTEXT = '^(subgraphs/[^/]+)';
const TESTS = '\\.test\\.ts$|/test/|^test/|^bench/';

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'domain-is-pure',
      { path: `${CONTEXT}/domain/`, pathNot: '\\.test\\.ts$' },
      { pathNot: ['^$1/domain/', '^$1/events\\.ts$', '^kernel/domain/', '^(node:)?crypto$'] },
    ),
    forbid(
      'kernel-domain-imports-nothing',
      { path: '^kernel/domain/', pathNot: '\\.test\\.ts$' },
      {
        pathNot: ['^kernel/domain/', '^(node:)?crypto$', 'node_modules/typeid-js/'],
      },
    ),
    forbid(
      'events-are-plain-facts',
      { path: `${CONTEXT}/events\\.ts$` },
      { pathNot: '^kernel/domain/' },
    ),
    forbid(
      'usecases-know-no-transport',
      { path: `${CONTEXT}/usecases/` },
      {
        path: [
          '^$1/(graphql|rest|consumers|providers)/',
          'node_modules/(type-graphql|@apollo|graphql|express)/',
        ],
      },
    ),
    forbid(
      'contexts-meet-through-events-and-the-graph',
      { path: `${CONTEXT}/` },
      { path: '^subgraphs/', pathNot: ['^$1/', '^subgraphs/[^/]+/events\\.ts$'] },
    ),
    forbid(
      'a-context-has-one-door',
      { pathNot: '^subgraphs/' },
      { path: '^subgraphs/[^/]+/', pathNot: '^[^/]+/[^/]+/(index|events)\\.ts$' },
    ),
    forbid(
      'gateway-knows-only-the-supergraph',
      { path: '^gateway/' },
      { path: '^(subgraphs|sandbox)/' },
    ),
    forbid(
      'kernel-knows-no-context',
      { path: '^kernel/' },
      { path: '^(subgraphs|gateway|sandbox)/' },
    ),
    forbid(
      'the-outside-world-knows-nothing-of-us',
      { path: '^sandbox/psp/' },
      { path: '^(subgraphs|gateway|kernel|schema)/' },
    ),
    forbid(
      'only-tests-know-how-to-test',
      { pathNot: [TESTS, '^kernel/testing/'] },
      { path: ['^kernel/testing/', '/test/', '^test/', '\\.test\\.ts$'] },
    ),
    forbid('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['development', 'import', 'node'],
      exportsFields: ['exports'],
    },
  },
};
