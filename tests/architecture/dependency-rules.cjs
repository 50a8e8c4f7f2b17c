/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'Two files that need each other are one idea in two places.', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contract-imports-zod-only',
      comment: 'The contract crosses process borders: zod and its own files, nothing else.',
      severity: 'error',
      from: { path: '^core/contract/' },
      to: { pathNot: ['^core/contract/', '(^|/)node_modules/zod/', '^zod'] },
    },
    { name: 'core-knows-no-window', comment: 'The science runs without Electron and without a page.', severity: 'error', from: { path: '^core/' }, to: { path: ['^(electron|renderer|scripts|tests|bench)/', '(^|/)node_modules/electron(-vite|-builder)?/', '^electron$'] } },
    {
      name: 'core-uses-no-page-libraries',
      comment: 'What draws on a page has no place in the science.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '(^|/)node_modules/(svelte|three|uplot|jsdom|happy-dom|@lucide|@sveltejs|@fontsource[^/]*)/' },
    },
    { name: 'core-imports-no-dev-dependencies', comment: 'The packaged program has `dependencies` alone.', severity: 'error', from: { path: '^(core|electron)/' }, to: { dependencyTypes: ['npm-dev'], pathNot: '(^|/)node_modules/electron/', dependencyTypesNot: ['type-only'] } },
    { name: 'window-knows-only-the-contract', comment: 'The window asks over the bridge; of core it sees the contract.', severity: 'error', from: { path: '^renderer/' }, to: { path: '^core/', pathNot: '^core/contract/' } },
    { name: 'window-is-sandboxed', comment: 'No Node, no Electron in the window.', severity: 'error', from: { path: '^renderer/' }, to: { path: ['^electron/', '(^|/)node_modules/electron/', '^electron$'] } },
    { name: 'window-uses-no-node', comment: 'No Node in the window.', severity: 'error', from: { path: '^renderer/' }, to: { dependencyTypes: ['core'] } },
    { name: 'graph3d-knows-no-svelte', comment: 'The 3D graph is plain three.js: usable and testable without the shell.', severity: 'error', from: { path: '^renderer/graph3d/' }, to: { path: ['(^|/)node_modules/(svelte|@sveltejs)/', '\\.svelte$', '\\.svelte\\.ts$', '^renderer/(app|features|ui|lib)/'] } },
    { name: 'electron-knows-no-window-code', comment: 'Main and host never import the page.', severity: 'error', from: { path: '^electron/' }, to: { path: '^renderer/' } },
    { name: 'preload-imports-types-only', comment: 'The preload is one small file; schemas stay in the main process.', severity: 'error', from: { path: '^electron/preload/' }, to: { path: '^(core|electron/(main|host))/', dependencyTypesNot: ['type-only'] } },
    { name: 'host-and-main-apart', comment: 'Two processes: they share the message types in electron/, not code.', severity: 'error', from: { path: '^electron/host/' }, to: { path: '^electron/(main|preload)/' } },
    { name: 'main-computes-nothing', comment: 'The main process stays responsive: of core it sees the contract.', severity: 'error', from: { path: '^electron/main/' }, to: { path: '^(core/(?!contract/)|electron/(host|preload)/)' } },
    { name: 'one-sqlite-driver', comment: 'core/store/database.ts alone knows the driver.', severity: 'error', from: { path: '^(core|electron|renderer)/', pathNot: '^core/store/database\\.ts$' }, to: { path: '(^|/)node_modules/libsql/' } },
    { name: 'engines-alone-know-their-libraries', comment: 'A new engine touches nothing else.', severity: 'error', from: { path: '^(core|electron|renderer)/', pathNot: '^core/(engines|graph)/' }, to: { path: '(^|/)node_modules/(onnxruntime-[^/]+|@tensorflow)/' } },
    { name: 'one-queue', comment: 'core/queue alone knows BullMQ and Redis.', severity: 'error', from: { path: '^(core|electron|renderer)/', pathNot: '^core/queue/' }, to: { path: '(^|/)node_modules/(bullmq|ioredis)/' } },
    { name: 'nothing-unresolved', comment: 'An import that leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'not-to-tests', comment: 'Programs do not import their tests.', severity: 'error', from: { path: '^(core|electron|renderer|bin|scripts)/' }, to: { path: '^tests/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'svelte', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json', '.css'] },
    // Assets by name and Vite's virtual modules are the bundler's business.
    exclude: { path: '[.](css|svg|png|woff2|wasm)$' },
  },
};
