import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Page } from './server.ts'

/** What a developer's page opens with: where it asks, the query in its editor and the headers it sends. */
export interface PageStart {
  endpoint: string
  document: string
  headers: Record<string, string>
}

const sandboxCdn = 'https://embeddable-sandbox.cdn.apollographql.com'
const sandboxFrame = 'https://sandbox.embed.apollographql.com'

/** JSON that may stand inside a script element: nothing in it closes the element or ends a line of JavaScript. */
export function embeddedJson(value: unknown): string {
  const asEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, asEscape)
}

/** The source a content security policy names an inline script or style by; the texts below never vary, so it holds. */
function hashSource(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`
}

const readStart = `const start = JSON.parse(document.getElementById('start').textContent);
const endpoint = new URL(start.endpoint, location.href).href;`

const sandboxScript = `${readStart}
if (window.EmbeddedSandbox) new window.EmbeddedSandbox({
  target: '#sandbox',
  initialEndpoint: endpoint,
  initialSubscriptionEndpoint: endpoint.replace(/^http/, 'ws'),
  initialState: {
    document: start.document,
    variables: {},
    headers: start.headers,
    includeCookies: false,
    pollForSchemaUpdates: false,
  },
  hideCookieToggle: true,
  endpointIsEditable: false,
  runTelemetry: false,
  allowDynamicStyles: false,
});
else document.getElementById('offline').hidden = false;`

const sandboxStyle = `html, body { margin: 0; height: 100%; font: 15px/1.5 system-ui, sans-serif; color: #1b2240; background: #fff }
body { display: flex; flex-direction: column }
header { display: flex; gap: 2em; padding: 0.4em 1em; background: #1b2240; color: #fff }
header a { color: #9fd0ff }
#sandbox { flex: 1; position: relative }
#sandbox iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0 }
.hint { max-width: 40em; margin: 2em auto; padding: 0 1em }`

/** The page at `/`: Apollo Sandbox, loaded from Apollo's servers, opened with the start's query and headers. */
export function sandboxPage(start: PageStart): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Worlds Graph: Apollo Sandbox</title>
<style>${sandboxStyle}</style>
</head>
<body>
<header><strong>Worlds Graph</strong><a href="/graphiql">GraphiQL (works without internet)</a></header>
<noscript><p class="hint">Apollo Sandbox needs JavaScript. The graph itself answers POST requests at its endpoint.</p></noscript>
<p class="hint" id="offline" hidden>Apollo Sandbox comes from Apollo's servers and could not be loaded: this browser seems
to be offline, or something blocks it. <a href="/graphiql">GraphiQL</a> is served from here and does the same work.</p>
<div id="sandbox"></div>
<script type="application/json" id="start">${embeddedJson(start)}</script>
<script src="${sandboxCdn}/v2/embeddable-sandbox.umd.production.min.js"></script>
<script>${sandboxScript}</script>
</body>
</html>
`
}

const graphiqlScript = `${readStart}
const workers = { editorWorkerService: 'editor', json: 'json', graphql: 'graphql' };
window.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => '/graphiql/' + workers[label] + '.worker.js' };
const headers = JSON.stringify(start.headers, null, 2);
window.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('graphiql'), {
  endpoint,
  title: 'Worlds Graph',
  logo: '<span></span>',
  defaultQuery: start.document,
  query: new URL(location.href).searchParams.get('query') || start.document,
  headers,
  initialHeaders: headers,
  shouldPersistHeaders: false,
});`

const graphiqlStyle = 'html, body, #graphiql { margin: 0; height: 100% }'

/** The page at `/graphiql`: everything it loads comes from this server, see `graphiqlAssets`. */
export function graphiqlPage(start: PageStart): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Worlds Graph: GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>${graphiqlStyle}</style>
</head>
<body>
<noscript><p>GraphiQL needs JavaScript. The graph itself answers POST requests at its endpoint.</p></noscript>
<div id="graphiql"></div>
<script type="application/json" id="start">${embeddedJson(start)}</script>
<script src="/graphiql/graphiql.js"></script>
<script>${graphiqlScript}</script>
</body>
</html>
`
}

/** The paths that the GraphiQL page loads, each with its content type and its name in the bundle. */
export const graphiqlAssets = {
  '/graphiql/graphiql.js': ['text/javascript; charset=utf-8', 'js'],
  '/graphiql/graphiql.css': ['text/css; charset=utf-8', 'css'],
  '/graphiql/editor.worker.js': ['text/javascript; charset=utf-8', 'editorWorkerService'],
  '/graphiql/json.worker.js': ['text/javascript; charset=utf-8', 'jsonWorker'],
  '/graphiql/graphql.worker.js': ['text/javascript; charset=utf-8', 'graphqlWorker'],
} as const

const locked = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The `Content-Security-Policy` header for each page (GraphiQL's for its assets too, since workers go by their own). */
export const contentSecurityPolicy = {
  sandbox: [
    locked,
    `script-src ${sandboxCdn} ${hashSource(sandboxScript)}`,
    `style-src ${hashSource(sandboxStyle)}`,
    `frame-src ${sandboxFrame}`,
    "connect-src 'self'",
  ].join('; '),
  // Monaco, the editor inside GraphiQL, writes style elements and attributes while it runs.
  graphiql: [
    locked,
    `script-src 'self' ${hashSource(graphiqlScript)}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
  ].join('; '),
}

const html = 'text/html; charset=utf-8'
const policy = (value: string) => ({ 'content-security-policy': value, 'referrer-policy': 'no-referrer' })

/** Everything a developer's browser asks a server for, by path: Sandbox at `/`, GraphiQL at `/graphiql`, its files. */
export function developerPages(start: PageStart): Map<string, Page> {
  const pages = new Map<string, Page>([
    ['/', { type: html, body: sandboxPage(start), headers: policy(contentSecurityPolicy.sandbox) }],
    ['/graphiql', { type: html, body: graphiqlPage(start), headers: policy(contentSecurityPolicy.graphiql) }],
  ])
  for (const [path, [type, part]] of Object.entries(graphiqlAssets)) pages.set(path, bundled(type, part))
  return pages
}

const require = createRequire(import.meta.url)

/** A part of GraphiQL's bundle: 9 MB of text, read when a browser first asks for it and not when the server starts. */
function bundled(type: string, part: (typeof graphiqlAssets)[keyof typeof graphiqlAssets][1]): Page {
  return {
    type,
    get body(): string {
      return require('@graphql-yoga/render-graphiql/graphiql')[part]
    },
    headers: policy(contentSecurityPolicy.graphiql),
  }
}
