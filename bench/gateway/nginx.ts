import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK_GAP_SECONDS, CHUNKS, SLOW_SECONDS, STREAM_EVENTS, UNARY_ANSWER } from './payloads.ts';
import { type Child, start } from './processes.ts';

const MODULE = '/usr/lib/nginx/modules/ngx_http_echo_module.so';

export interface Nginx extends Child {
  url: string;
  /** Only the worker does the work; the master sleeps. */
  workers: number[];
}

/**
 * The provider: `/v1` answers at once, `/slow/v1` after 60 ms, `/stream/v1` sends an event every 5 ms, `/hold/v1` one event and then
 * nothing for a minute.
 */
export function startUpstream(dir: string, port: number): Promise<Nginx> {
  if (!existsSync(MODULE)) {
    throw new Error(
      'nginx with its echo module is needed: apt-get install nginx-light libnginx-mod-http-echo',
    );
  }
  const events = STREAM_EVENTS.map((event, i) => {
    const pause = i > 0 && i < CHUNKS ? `echo_sleep ${CHUNK_GAP_SECONDS};` : '';
    return `${pause} echo 'data: ${event}'; echo; echo_flush;`;
  });
  return run(
    dir,
    'upstream',
    port,
    `server {
      listen 127.0.0.1:${port} backlog=16384;
      location = /v1/chat/completions { default_type application/json; return 200 '${UNARY_ANSWER}'; }
      location = /stream/v1/chat/completions {
        default_type 'text/event-stream; charset=utf-8';
        ${events.join('\n        ')}
      }
      location = /slow/v1/chat/completions {
        default_type application/json;
        echo_sleep ${SLOW_SECONDS};
        echo -n '${UNARY_ANSWER}';
      }
      location = /hold/v1/chat/completions {
        default_type 'text/event-stream; charset=utf-8';
        echo 'data: ${STREAM_EVENTS[0]}'; echo; echo_flush;
        echo_sleep 60;
      }
      location / { return 404; }
    }`,
  );
}

/** The plain reverse proxy everything is measured against. */
export function startProxy(dir: string, port: number, upstreamPort: number): Promise<Nginx> {
  return run(
    dir,
    'proxy',
    port,
    `upstream provider { server 127.0.0.1:${upstreamPort}; keepalive 512; keepalive_requests 1000000000; }
    server {
      listen 127.0.0.1:${port} backlog=16384;
      location / {
        proxy_pass http://provider;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_buffering off;
        client_body_buffer_size 64k;
      }
    }`,
  );
}

async function run(dir: string, name: string, port: number, servers: string): Promise<Nginx> {
  const prefix = join(dir, name);
  mkdirSync(prefix, { recursive: true });
  const file = join(prefix, 'nginx.conf');
  writeFileSync(
    file,
    `load_module ${MODULE};
daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${prefix}/pid;
error_log ${prefix}/error.log;
events { worker_connections 32768; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path ${prefix}/body;
  proxy_temp_path ${prefix}/proxy;
  fastcgi_temp_path ${prefix}/fastcgi;
  uwsgi_temp_path ${prefix}/uwsgi;
  scgi_temp_path ${prefix}/scgi;
  ${servers}
}
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const child = await start('nginx', ['-p', prefix, '-c', file, '-e', join(prefix, 'start.log')], url);
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return { ...child, url, workers: children.trim().split(/\s+/).map(Number) };
}
