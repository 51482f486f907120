"""A handler as the first integration guide's example has it.

It looks for results in OUT_DIR/predictions, where Boltz-2 writes none, and puts 0.85 where it finds no confidence.
`guide_handler.py HOME` runs the stand-in for Boltz-2 of HOME.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import runpod

HOME = sys.argv[1]
STEERED = Path(__file__).parents[3] / "worker/tests/steered_boltz.py"
# RunPod's library reads the arguments too.
sys.argv[1:] = []


def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer with the five keys of the guide."""
    with tempfile.TemporaryDirectory() as folder:
        yaml, out_dir = Path(folder) / "input.yaml", Path(folder) / "output"
        yaml.write_bytes(base64.b64decode(job["input"]["input_yaml"]))
        command = [sys.executable, str(STEERED), HOME, "predict", str(yaml), "--out_dir", str(out_dir), "--diffusion_samples", "1"]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        predictions = out_dir / "predictions"
        confidence, found = 0.85, predictions / "confidence_input_model_0.json"
        if found.exists():
            confidence = json.loads(found.read_text())["confidence_score"]
        return {
            "affinity_pred_value": None,
            "affinity_probability_binary": None,
            "confidence_score": confidence,
            "pose_files": {pose.name: base64.b64encode(pose.read_bytes()).decode() for pose in predictions.glob("*.cif")},
            "output_files": {},
        }


runpod.serverless.start({"handler": handler})
