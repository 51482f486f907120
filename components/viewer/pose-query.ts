'use client'
// How a pose is fetched and kept: once, since a stored file never changes. A null pose is a file that could not be read.
import { requestBytes } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import { readPose, type Pose } from './read-pose'

export const poseQuery = (url: string, enabled: boolean) => ({
  queryKey: queryKeys.pose(url),
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Pose | null> =>
    readPose(new TextDecoder().decode(await requestBytes(url, signal))),
  staleTime: Infinity,
  gcTime: 10 * 60_000,
  enabled,
})
