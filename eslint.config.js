import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only (configs of tools aside): a thing has one name everywhere.' };
const noReExportAll = { selector: 'ExportAllDeclaration', message: 'No barrels: import a thing from the file that defines it.' };
const noInlineParameterProperty = { selector: 'TSParameterProperty', message: 'Write the field out: parameter properties are not erasable syntax.' };

const electronMessaging = (allowed) => ({
  paths: [
    ...(allowed.includes('ipcMain') ? [] : [{ name: 'electron', importNames: ['ipcMain'], message: 'electron/main/ipc.ts alone talks to the window.' }]),
    ...(allowed.includes('ipcRenderer') ? [] : [{ name: 'electron', importNames: ['ipcRenderer'], message: 'electron/preload/index.ts alone talks to the main process.' }]),
    { name: 'onnxruntime-node', message: 'core/engines/onnxruntime alone knows ONNX Runtime.' },
    { name: 'libsql', message: 'core/store/database.ts alone knows the SQLite driver.' },
  ],
});

export default ts.config(
  { ignores: ['out/', 'dist/', 'node_modules/', '.electron/', '.bench/', 'test-results/', 'playwright-report/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-var': 'error',
      'no-else-return': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-self-compare': 'error',
      'no-unneeded-ternary': 'error',
      'no-throw-literal': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noReExportAll, noInlineParameterProperty],
      'no-restricted-imports': ['error', electronMessaging([])],
      // Lowest first in a numeric sort is forgotten too easily; array-callback-return finds maps that map nothing.
      'array-callback-return': 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', prefer: 'type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
    },
  },
  {
    // Rules that need types: where a forgotten promise loses work or an error.
    files: ['core/**/*.ts', 'electron/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['core/**', 'electron/**', 'tests/**', 'bench/**', 'scripts/**', 'bin/**', '*.{js,ts}'], languageOptions: { globals: globals.node } },
  // Tests run code inside the page too.
  { files: ['renderer/**', 'tests/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    // Svelte's own version knows that props are declared with let; reasons written after svelte-ignore are not rule names.
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$state', '$derived'] }],
      'svelte/no-unused-svelte-ignore': 'off',
      // Sets of listeners and caches are not shown: they need no reactivity.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // The window has no Node: what it needs comes over the bridge.
    files: ['renderer/**'],
    rules: {
      'no-restricted-imports': ['error', { ...electronMessaging([]), patterns: [{ group: ['node:*', 'electron', 'electron/*'], message: 'The window is sandboxed: ask over window.basinscope.' }] }],
    },
  },
  { files: ['electron/main/ipc.ts'], rules: { 'no-restricted-imports': ['error', electronMessaging(['ipcMain'])] } },
  { files: ['electron/preload/index.ts'], rules: { 'no-restricted-imports': ['error', electronMessaging(['ipcRenderer'])] } },
  { files: ['core/engines/**', 'core/store/database.ts', 'tests/**', 'bench/**', 'scripts/**'], rules: { 'no-restricted-imports': 'off' } },
  // Main and host have a terminal for what goes wrong, but no results to print; scripts, tests and the command line do.
  { files: ['electron/**'], rules: { 'no-console': ['error', { allow: ['error', 'warn'] }] } },
  { files: ['scripts/**', 'bench/**', 'tests/**', 'bin/**'], rules: { 'no-console': 'off' } },
  // Tools want their configuration as a default export.
  { files: ['*.config.{js,ts}', '*.config.*.{js,ts}', 'tests/**/*.config.ts', '**/*.cjs'], rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
