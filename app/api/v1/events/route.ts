// The stream of what happens to the team's predictions, with replay from Last-Event-ID.
import { route } from '@/lib/door/route'
import { eventStream } from '@/lib/predictions/stream'

export const GET = route({ permission: 'predictions:read' }, async ({ actor, request }) => {
  const lastEventId = request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after')
  return new Response(eventStream(actor, lastEventId, request), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      // Without it a stopping server waits for the browser to close the connection.
      connection: 'close',
    },
  })
})
