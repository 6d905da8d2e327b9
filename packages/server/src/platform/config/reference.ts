import { ENVIRONMENT } from './environment.ts';
import { configJsonSchema, type SchemaNode } from './schema-walk.ts';

interface Row {
  setting: string;
  values: string;
  standard: string;
  variable: string;
  text: string;
}

/** docs/reference/configuration.md, from the schema: the two cannot drift apart, a test compares them. */
export function configurationReference(): string {
  const rows = rowsOf(configJsonSchema(), '');
  const table = rows.map(
    (row) => `| \`${row.setting}\` | ${row.values} | ${row.standard} | ${row.variable} | ${row.text} |`,
  );
  return [
    '<!-- Written by packages/server/src/platform/config/write-reference.ts from the schema. Do not edit. -->',
    '# Configuration',
    '',
    'Everything has a default: Weir runs without a file. Settings are taken from `weir.yaml` in the working directory',
    '(or the file named by `--config` or `WEIR_CONFIG`), then from environment variables, then from options of the',
    'command; the last one wins. A fault stops the start with a line that names file, line, setting and remedy.',
    '',
    'Provider keys are read from the environment (`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, `GEMINI_API_KEY`, or what',
    '`secret_env` names) and are never written anywhere.',
    '',
    '```yaml',
    'gateway:',
    '  port: 4000',
    'providers:',
    '  - preset: groq # key in GROQ_API_KEY',
    '  - preset: bedrock # keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    '    settings: { region: eu-central-1 }',
    '  - id: my-vllm',
    '    dialect: openai',
    '    base_url: http://10.0.0.5:8000/v1',
    '    models: ["llama-*"]',
    '```',
    '',
    'Presets are the entries of `catalog/providers.json`. Those of hosted services are there without an entry as soon as',
    'their key is set; local servers and clouds only with one.',
    '',
    'Where providers may be: a public host must be called by https. A private or loopback address that is written out in',
    '`base_url` is called as it stands; a **name** that resolves to one (`http://gpu-1:8000/v1`) needs',
    '`allow_private_network: true`, except `localhost` and names of local presets (`ollama`, `vllm` ...). Link-local and',
    'metadata addresses, and addresses in decimal, octal or IPv4-mapped form, are refused always. The check is repeated',
    'on the address of every connection, so that a name cannot be pointed elsewhere in between.',
    '',
    '| Setting | Values | Default | Environment | Meaning |',
    '| --- | --- | --- | --- | --- |',
    ...table,
    '',
  ].join('\n');
}

function rowsOf(node: SchemaNode, prefix: string): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const setting = prefix === '' ? name : `${prefix}.${name}`;
    if (child.properties !== undefined) return rowsOf(child, setting);
    const own: Row = {
      setting,
      values: valuesOf(child),
      standard: defaultOf(child, node.required?.includes(name) === true),
      variable: variableOf(setting),
      text: child.description ?? '',
    };
    return child.items?.properties === undefined ? [own] : [own, ...rowsOf(child.items, `${setting}[]`)];
  });
}

function valuesOf(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.type === 'integer' || node.type === 'number') return rangeOf(node);
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'array') return node.items?.properties === undefined ? 'list of text' : 'list';
  if (node.format === 'uri') return 'URL';
  if (node.type === 'object') return 'names with text';
  return node.pattern?.startsWith('^[a-z0-9]') ? 'lower-case letters, digits, hyphens' : 'text';
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  const lower = least === undefined || least === Number.MIN_SAFE_INTEGER ? undefined : String(least);
  const upper = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : String(maximum);
  if (lower === undefined && upper === undefined) return 'whole number';
  return upper === undefined ? `whole number from ${lower}` : `${lower} to ${upper}`;
}

function defaultOf(node: SchemaNode, required: boolean): string {
  if (required) return 'required';
  if (node.default === undefined) return 'none';
  if (typeof node.default === 'object') return 'empty';
  return `\`${String(node.default)}\``;
}

function variableOf(setting: string): string {
  const found = Object.entries(ENVIRONMENT).find(([, { path }]) => path.join('.') === setting);
  return found === undefined ? '' : `\`${found[0]}\``;
}
