"""Runs one Boltz-2 prediction per job of a RunPod endpoint; decides from the files what came out of it."""

CONTRACT_VERSION = 1
