// A browser that is signed in as the demo's admin.
import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test'

export async function signedInContext(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  const answer = await context.request.post(`${url}/api/v1/session/demo`, { data: { role: 'admin' }, headers: { origin: url } })
  if (answer.status() !== 204) throw new Error(`Signing in was answered with ${answer.status()}: ${await answer.text()}`)
  return context
}
