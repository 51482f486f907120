// Runs in the bare page: asks for the status every so many ms with RunPod's SDK and, once the job is complete, checks and shows its score.
import createSdk from 'runpod-sdk'

declare const ENDPOINT: { endpointId: string; apiKey: string }

type Output = { confidence_score: number; pose_files: Record<string, string> }

async function follow(jobId: string, everyMs: number): Promise<void> {
  const endpoint = createSdk(ENDPOINT.apiKey, { baseUrl: `${location.origin}/v2` }).endpoint(ENDPOINT.endpointId)
  if (endpoint === null) throw new Error('no endpoint')
  for (;;) {
    const job: { status: string; output?: Output } = await endpoint.status(jobId)
    if (job.status === 'COMPLETED' && job.output) return show(job.output)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

/** The same work on the answer as a result needs: every pose decoded and hashed. */
async function show(output: Output): Promise<void> {
  for (const pose of Object.values(output.pose_files)) {
    await crypto.subtle.digest('SHA-256', Uint8Array.from(atob(pose), (letter) => letter.charCodeAt(0)))
  }
  const place = document.getElementById('score')
  if (place) place.textContent = output.confidence_score.toFixed(3)
}

const wanted = new URLSearchParams(location.search)
void follow(wanted.get('job') ?? '', Number(wanted.get('every')))
