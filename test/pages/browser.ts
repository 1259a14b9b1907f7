import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether the tests that need a browser can run; without one they are skipped, and say so. */
export const browserInstalled = existsSync(executablePath)
if (!browserInstalled) {
  console.warn(`SKIPPED: the browser tests need Chromium at ${executablePath} (apt-get install chromium).`)
}

// Chromium's own sandbox refuses to run as root, and its background services would look for hosts of their maker.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What a person sees on the GraphiQL page, and what the page did to show it. */
export interface GraphiqlVisit {
  /** The editor's text before anything is pressed. */
  document: string
  headers: string
  /** The text of the answer's pane once it holds `expected`. */
  answer: string
  /** Every address that the page, its workers included, asked for. */
  requested: string[]
  /** Errors on the page's console, refusals by the content security policy among them. */
  complaints: string[]
}

interface Visiting {
  /** Whether the page is loaded a second time first, with what the first visit left in the browser's storage. */
  reload?: boolean
  /** Sent with every request, where the page itself was opened without one. */
  token?: string
  /** What stands in the editor instead of the page's own query. */
  document?: string
  screenshot?: string
}

/**
 * Opens `/graphiql` of a running server as a person does, reads the editors, presses execute and reads the answer.
 * @param expected a text that the answer holds
 */
export async function visitGraphiql(
  baseUrl: string,
  expected: string,
  { reload = false, token, document, screenshot }: Visiting = {},
): Promise<GraphiqlVisit> {
  await using browser = await openBrowser()
  const requested: string[] = []
  const complaints: string[] = []
  if (token) await browser.context.setExtraHTTPHeaders({ authorization: `Bearer ${token}` })
  browser.context.on('request', request => requested.push(request.url()))
  const page = await browser.context.newPage()
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(String(error)))
  const worker = page.waitForRequest('**/graphiql/graphql.worker.js', { timeout: 30_000 })
  await page.goto(new URL(document ? `/graphiql?query=${encodeURIComponent(document)}` : '/graphiql', baseUrl).href)
  await textOf(page, '.graphiql-query-editor')
  if (reload) await page.reload()
  const shown = await textOf(page, '.graphiql-query-editor')
  await page.getByRole('button', { name: 'Headers' }).click()
  const headers = await textOf(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)')
  await page.locator('.graphiql-execute-button').click()
  const result = page.locator('.result-window .view-lines')
  await result.filter({ hasText: expected }).waitFor({ timeout: 20_000 })
  const answer = await textOf(page, '.result-window')
  await worker
  if (screenshot) await page.screenshot({ path: screenshot })
  return { document: shown, headers, answer, requested, complaints }
}

/** Stands in for Apollo's script, which no test loads: it shows what it was opened with. */
const sandboxScript = `window.EmbeddedSandbox = class {
  constructor(options) { document.querySelector(options.target).textContent = JSON.stringify(options) }
}`

/** Opens `/` with Apollo's servers in reach or not, and reads what Sandbox was given and which hint is shown. */
export async function visitSandbox(baseUrl: string, online: boolean) {
  await using browser = await openBrowser()
  const complaints: string[] = []
  const page = await browser.context.newPage()
  await page.route(
    url => url.origin !== new URL(baseUrl).origin,
    route => (online ? route.fulfill({ contentType: 'text/javascript', body: sandboxScript }) : route.abort()),
  )
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(baseUrl)
  const given = await page.locator('#sandbox').textContent()
  const hint = await page.locator('#offline').isVisible()
  return { options: given ? JSON.parse(given) : undefined, hint, complaints }
}

/** Monaco shows its text as lines of spans, with spaces that do not break. */
async function textOf(page: Page, editor: string): Promise<string> {
  const lines = page.locator(`${editor} .view-line`)
  await lines.first().waitFor({ timeout: 20_000 })
  return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ')
}

async function openBrowser(): Promise<AsyncDisposable & { context: BrowserContext }> {
  const profile = mkdtempSync(join(tmpdir(), 'graph-browser-'))
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: flags, headless: true })
  return {
    context,
    [Symbol.asyncDispose]: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
