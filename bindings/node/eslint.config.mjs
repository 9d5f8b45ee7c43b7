import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const nodeGlobals = {
  AbortController: 'readonly',
  AbortSignal: 'readonly',
  Buffer: 'readonly',
  console: 'readonly',
  performance: 'readonly',
  process: 'readonly',
  setImmediate: 'readonly',
  setTimeout: 'readonly',
  clearTimeout: 'readonly',
  setInterval: 'readonly',
  clearInterval: 'readonly',
  __dirname: 'readonly',
  __filename: 'readonly',
  structuredClone: 'readonly',
  module: 'writable',
  require: 'readonly',
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'src/**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
      eqeqeq: 'error',
    },
  },
  {
    // Only the seam knows the FFI library, and only the runtime knows the seam.
    files: ['src/**/*.ts'],
    ignores: ['src/native/**'],
    rules: { 'no-restricted-imports': ['error', { paths: ['koffi'] }] },
  },
  {
    // The two APIs stand beside each other.
    files: ['src/kafkajs/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['koffi'], patterns: ['**/native/*', '**/rdkafka/*'] }] },
  },
  {
    files: ['src/rdkafka/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['koffi'], patterns: ['**/native/*', '**/kafkajs/*'] }] },
  },
  {
    // The command line is a program like any other: it uses what the package exports.
    files: ['src/cli/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: ['koffi'], patterns: ['**/native/*', '**/runtime/*', '**/kafkajs/*', '**/rdkafka/*'] },
      ],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: nodeGlobals },
    rules: { eqeqeq: 'error' },
  },
);
