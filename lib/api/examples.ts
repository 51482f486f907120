// Programs that use the HTTP API from beginning to end, as the page HTTP API shows them. A test runs exactly these against a real server. Pure.

export type ExampleProgram = { language: string; file: string; needs: string; text: string }

/** What both programs read, for a shell: the key is typed in unseen, so that it stands in no history. */
export const environmentLines = (url: string): string => `export ATOMERA_URL='${url}'
read -rs ATOMERA_KEY && export ATOMERA_KEY`

const CURL = String.raw`#!/usr/bin/env bash
set -euo pipefail

# curl reads the key from a pipe: on its command line every user of the machine could see it.
api() {
  curl --silent --show-error --fail-with-body --retry 5 \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$ATOMERA_KEY") "$@"
}

# The first text of that name in the JSON that comes in.
field() { grep -o "\"$1\":\"[^\"]*\"" | sed -n 1p | cut -d '"' -f 4; }

# Who am I, in which team, and what may this key do?
api "$ATOMERA_URL/api/v1/session"
echo

# Submit. The Idempotency-Key is a name of yours for this run: sent again with the same body,
# after a lost connection for instance, it gives the same prediction and costs nothing.
id=$(api "$ATOMERA_URL/api/v1/predictions" \
  --header 'Content-Type: application/json' \
  --header 'Idempotency-Key: theophylline-by-curl-1' \
  --data @- <<'JSON' | field id
{
  "name": "Theophylline aptamer, by curl",
  "complex": {
    "entities": [
      { "type": "rna", "chainIds": ["A"], "sequence": "GGCGAUACCAGCCGAAAGGCCCUUGGCAGCGUC" },
      { "type": "ligand", "chainIds": ["L"], "smiles": "Cn1c2nc[nH]c2c(=O)n(C)c1=O" }
    ]
  },
  "options": { "use_msa_server": false, "diffusion_samples": 2 }
}
JSON
)
echo "submitted $id"

# Wait for the end.
while true; do
  status=$(api "$ATOMERA_URL/api/v1/predictions/$id" | field status)
  echo "$status"
  case $status in
    QUEUED | IN_QUEUE | IN_PROGRESS) sleep 2 ;;
    *) break ;;
  esac
done
test "$status" = COMPLETED

# Samples are in Boltz's order: the first has the best pose.
pose=$(api "$ATOMERA_URL/api/v1/predictions/$id" | field poseFile)
api "$ATOMERA_URL/api/v1/predictions/$id/files/$pose" --output "$pose"
echo "best pose: $pose"

# Scores as a table. Filters are those of the list, such as ?tag=kinases or ?confidenceMin=0.7
api "$ATOMERA_URL/api/v1/predictions/export.csv?ids=$id" --output predictions.csv
echo "scores: predictions.csv"
`

const PYTHON = String.raw`import json
import os
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = os.environ["ATOMERA_URL"]
HEADERS = {"Authorization": "Bearer " + os.environ["ATOMERA_KEY"], "Content-Type": "application/json"}


def api(method, path, body=None, **headers):
    """The bytes of an answer; ends the program with the server's own words when it refuses."""
    content = None if body is None else json.dumps(body).encode()
    request = Request(URL + path, content, {**HEADERS, **headers}, method=method)
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.read()
    except HTTPError as refusal:
        problem = json.load(refusal)
        sys.exit(f"{problem['title']}. {problem['detail']}")


# Who am I, in which team, and what may this key do?
session = json.loads(api("GET", "/api/v1/session"))
print(session["person"]["name"], "in", session["team"]["name"], "may", ", ".join(session["permissions"]))

# Submit, here in Boltz's own YAML. The Idempotency-Key is a name of yours for this run: sent again
# with the same body, after a lost connection for instance, it gives the same prediction and costs nothing.
INPUT = """
version: 1
sequences:
  - rna:
      id: A
      sequence: GGCGAUACCAGCCGAAAGGCCCUUGGCAGCGUC
  - ligand:
      id: L
      smiles: 'Cn1c2nc[nH]c2c(=O)n(C)c1=O'
"""
submission = {
    "name": "Theophylline aptamer, by Python",
    "yaml": INPUT,
    "options": {"use_msa_server": False, "diffusion_samples": 2},
}
prediction = json.loads(
    api("POST", "/api/v1/predictions", submission, **{"Idempotency-Key": "theophylline-by-python-1"})
)
address = "/api/v1/predictions/" + prediction["id"]
print("submitted", prediction["id"])

# Wait for the end.
while prediction["status"] in ("QUEUED", "IN_QUEUE", "IN_PROGRESS"):
    time.sleep(2)
    prediction = json.loads(api("GET", address))
    print(prediction["status"])
if prediction["error"] is not None:
    sys.exit(prediction["error"]["message"] + " " + prediction["error"]["cure"])
if prediction["status"] != "COMPLETED":
    sys.exit(1)

# Samples are in Boltz's order: the first has the best pose.
best = prediction["result"]["samples"][0]
Path(best["poseFile"]).write_bytes(api("GET", address + "/files/" + best["poseFile"]))
print("best pose:", best["poseFile"], "confidence:", prediction["confidence_score"])

# Scores as a table. Filters are those of the list, such as ?tag=kinases or ?confidenceMin=0.7
Path("predictions.csv").write_bytes(api("GET", "/api/v1/predictions/export.csv?ids=" + prediction["id"]))
print("scores: predictions.csv")
`

export const EXAMPLE_PROGRAMS: readonly ExampleProgram[] = [
  { language: 'curl', file: 'predict.sh', needs: 'bash and curl 7.76 or newer', text: CURL },
  { language: 'Python', file: 'predict.py', needs: 'Python 3.9 or newer, and no packages', text: PYTHON },
]
