import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { MANIFEST_KINDS, type Manifest, manifest } from '@weir/core/contract';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { CliError, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';

/** A document that is no manifest, and where it stands. */
export interface BadDocument {
  place: string;
  message: string;
}

/** Manifests of a YAML file, or of all YAML files under a folder in the order of their names. Bad documents are told beside the good ones. */
export async function readManifests(
  cwd: string,
  path: string,
): Promise<{ manifests: Manifest[]; bad: BadDocument[]; files: number }> {
  const files = await yamlFiles(resolve(cwd, path));
  const manifests: Manifest[] = [];
  const bad: BadDocument[] = [];
  for (const file of files) {
    const shown = relative(cwd, file) || basename(file);
    const lines = new LineCounter();
    for (const document of documentsOf(await readFile(file, 'utf8'), lines)) {
      const place = `${shown}:${lines.linePos(startOf(document)).line}`;
      const read = manifestOf(document, place, (offset) => `${shown}:${lines.linePos(offset).line}`);
      if (read === undefined) continue;
      if ('message' in read) bad.push(read);
      else manifests.push(read);
    }
  }
  return { manifests, bad, files: files.length };
}

async function yamlFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `Cannot read ${path}` }, error);
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length > 0) return files;
  throw usageError(
    `There is no .yaml or .yml file in ${path}`,
    'Name the folder that has them: weir apply -f weir.d',
    'file',
  );
}

function documentsOf(text: string, lineCounter: LineCounter): Document[] {
  const documents = parseAllDocuments(text, { lineCounter, merge: true });
  return Array.isArray(documents) ? [...documents] : [];
}

const startOf = (document: Document) => document.contents?.range?.[0] ?? document.range?.[0] ?? 0;

/** Dates stay as they are written: the core schema of YAML has none. An error where aliases multiply, or a thing holds itself. */
function contentOf(document: Document): unknown {
  try {
    const value: unknown = document.toJS();
    JSON.stringify(value);
    return value;
  } catch (error) {
    if (error instanceof TypeError) return new Error('an alias stands within what it names: write it out');
    return new Error('aliases multiply what they name beyond all measure: write it out');
  }
}

function manifestOf(
  document: Document,
  place: string,
  placeOf: (offset: number) => string,
): Manifest | BadDocument | undefined {
  const [error] = document.errors;
  if (error !== undefined)
    return { place: placeOf(error.pos[0]), message: error.message.split('\n')[0] ?? error.code };
  const value = contentOf(document);
  if (value instanceof Error) return { place, message: value.message };
  if (value === null || value === undefined) return undefined;
  const read = manifest.omit({ place: true }).strict().safeParse(value);
  if (read.success) return { ...read.data, place };
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  if (field === 'kind') return { place, message: `kind must be one of ${MANIFEST_KINDS.join(', ')}` };
  return {
    place,
    message: `${field === '' ? 'A document' : field}: ${issue?.message ?? 'is wrong'}; write kind, id and spec`,
  };
}
