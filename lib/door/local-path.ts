// Where to go after signing in: a page of this server and nothing else. Pure.

/** The path with its query; `/` for everything that a browser could take for another server. */
export function localPath(given: string | undefined): string {
  if (given === undefined || !/^\/(?![/\\])/.test(given) || /[\u0000-\u001f\\]/.test(given)) return '/'
  const here = new URL('http://here')
  const target = URL.canParse(given, here) ? new URL(given, here) : here
  // Dots and empty names may have become the beginning of another server's address only now.
  return target.host === here.host && !target.pathname.startsWith('//') ? `${target.pathname}${target.search}` : '/'
}
