"""A handler as the first integration guide's example has it: it looks for results in OUT_DIR/predictions, where Boltz-2
writes none, and puts 0.85 where it finds no confidence. `guide_handler.py HOME` runs the stand-in for Boltz-2 of HOME."""

import base64
import glob
import json
import os
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
    job_input = job["input"]
    with tempfile.TemporaryDirectory() as folder:
        yaml = os.path.join(folder, "input.yaml")
        Path(yaml).write_bytes(base64.b64decode(job_input["input_yaml"]))
        out_dir = os.path.join(folder, "output")
        command = [sys.executable, str(STEERED), HOME, "predict", yaml, "--out_dir", out_dir, "--diffusion_samples", "1"]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        predictions = os.path.join(out_dir, "predictions")
        poses = {
            os.path.basename(name): base64.b64encode(Path(name).read_bytes()).decode()
            for name in glob.glob(os.path.join(predictions, "*.cif"))
        }
        confidence = 0.85
        found = os.path.join(predictions, "confidence_input_model_0.json")
        if os.path.exists(found):
            confidence = json.loads(Path(found).read_text())["confidence_score"]
        return {
            "affinity_pred_value": None,
            "affinity_probability_binary": None,
            "confidence_score": confidence,
            "pose_files": poses,
            "output_files": {},
        }


runpod.serverless.start({"handler": handler})
