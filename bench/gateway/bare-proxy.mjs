// The least a Node proxy can do: node:http in, undici dispatch out, bytes passed as they come. What Weir adds to this is
// what metering costs.   node bare-proxy.mjs <port> <origin> <base path>
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [port, origin, base] = process.argv.slice(2);
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);
const pool = new Pool(origin, { connections: 512, pipelining: 1 });

createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const headers = {};
    for (const name in req.headers) {
      if (name !== 'host' && name !== 'connection' && name !== 'content-length')
        headers[name] = req.headers[name];
    }
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    pool.dispatch(
      {
        path: req.url.replace(/^\/v1/, req.headers['x-bench-base'] ?? base),
        method: req.method,
        headers,
        body,
      },
      {
        onConnect() {},
        onHeaders(status, raw) {
          const answer = [];
          for (let i = 0; i < raw.length; i += 2) {
            const name = raw[i].toString('latin1');
            if (!HOP_BY_HOP.has(name.toLowerCase())) answer.push(name, raw[i + 1].toString('latin1'));
          }
          res.writeHead(status, answer);
          return true;
        },
        onData(chunk) {
          res.write(chunk);
          return true;
        },
        onComplete() {
          res.end();
        },
        onError() {
          res.destroy();
        },
      },
    );
  });
}).listen(Number(port), '127.0.0.1');
