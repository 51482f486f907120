// The shape of a prediction's page while the server reads it.
import { PredictionSkeleton } from '@/components/predictions/prediction-skeleton'

export default function Loading() {
  return <PredictionSkeleton />
}
