// What an endpoint calls when a job has ended: a hint to look. Right, wrong and malformed calls get the same answer, by every method.
import { z } from 'zod'
import { hearWebhook } from '@/lib/predictions/webhook'

const Params = z.object({ attempt: z.string(), token: z.string() })

const hear = async (request: Request, { params }: { params: Promise<unknown> }): Promise<Response> => hearWebhook(Params.parse(await params), request.body)

export { hear as GET, hear as POST, hear as PUT, hear as PATCH, hear as DELETE }
