// What an endpoint is called in front of people. Pure.
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'

export function endpointLabel({ kind, endpointId }: { kind: 'runpod' | 'local'; endpointId: string }): string {
  if (kind === 'runpod') return `RunPod ${endpointId}`
  return endpointId === GPU_ENDPOINT_ID ? 'Own worker' : 'Local endpoint (simulated)'
}
