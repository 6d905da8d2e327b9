// Installs what is missing, and only then: runs on plain Node in a bare clone, before there is any dependency.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { hashOf } from './lib/hash.mjs';
import { at, ROOT } from './lib/paths.mjs';
import { fail, say } from './lib/say.mjs';

const LOCK = at('package-lock.json');
const STAMP = at('node_modules', '.weir-installed');
/** Written by npm itself at the end of an installation. */
const HIDDEN_LOCK = at('node_modules', '.package-lock.json');
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/;

export async function ensureInstalled() {
  requireNode();
  const wanted = hashOf([LOCK], `${process.platform}-${process.arch}`);
  if (stamp() === wanted) return;
  if (installedByHand()) {
    writeFileSync(STAMP, wanted);
    return;
  }
  say(
    existsSync(HIDDEN_LOCK) ? 'package-lock.json has changed: installing ...' : 'Installing dependencies ...',
  );
  const started = Date.now();
  await runNpmCi();
  writeFileSync(STAMP, wanted);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function requireNode() {
  const { engines } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  fail(
    `Weir needs Node.js ${engines.node.replace('>=', '')} or newer; this is ${process.versions.node}.`,
    'Install a newer one from https://nodejs.org or with your version manager, for example: nvm install 22',
  );
}

function stamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

/** Someone ran npm ci or npm install since the lock file last changed (npm writes the two side by side). */
function installedByHand() {
  return existsSync(HIDDEN_LOCK) && statSync(HIDDEN_LOCK).mtimeMs + 5_000 >= statSync(LOCK).mtimeMs;
}

/** Development and optional (native) packages are always wanted, whatever NODE_ENV or npm's settings say. */
async function runNpmCi() {
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  const { code, stderr } = await npm(args);
  if (code === 0) return;
  if (code === undefined) {
    fail('npm was not found.', 'It comes with Node.js: reinstall Node.js, or put npm on the PATH.');
  }
  const offline = OFFLINE.test(stderr);
  fail(
    offline
      ? 'npm could not reach its registry.'
      : `npm ci failed with exit code ${code}; its own words are above.`,
    offline
      ? 'Check the network and any proxy settings (npm config get registry), then run the same command again.'
      : 'Run the same command again; if it fails in the same way, remove node_modules first.',
  );
}

/** Shows npm's output on stderr as it comes and keeps its error text to tell what went wrong. */
function npm(args) {
  const inside = process.env.npm_execpath?.endsWith('.js') === true;
  const [file, prefix] = inside ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  return new Promise((resolve) => {
    let stderr = '';
    const child = spawn(file, [...prefix, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !inside,
    });
    child.stdout.on('data', (chunk) => process.stderr.write(chunk));
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-20_000);
      process.stderr.write(chunk);
    });
    child.on('error', () => resolve({ code: undefined, stderr }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, stderr }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureInstalled();
