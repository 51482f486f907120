// What a route answers, before any fault touches it; it refuses nothing.

export type Reply = { status: number; headers: Record<string, string>; body: string }

/** An answer in JSON. */
export function json(status: number, value: unknown): Reply {
  return jsonText(status, JSON.stringify(value))
}

/** The same for JSON that is already text. */
export function jsonText(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body }
}

/** An answer in plain text, as RunPod's edge gives some of its errors. */
export function plain(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}

/** What the platform says to a path that it does not know. */
export const notFound = () => json(404, { message: 'Not Found' })
